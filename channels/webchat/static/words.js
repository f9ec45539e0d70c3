// Every word of the chat, Chinese and English side by side.
const PAIRS = {
  title: ["网上留言", "Online message"],
  hotline: ["政务服务便民热线", "Government service hotline"],
  display: ["显示方式", "Display"],
  large: ["大字", "Large type"],
  other: ["English", "中文"],
  close: ["收起对话", "Close the chat"],
  emergency: ["有人受伤、起火、燃气泄漏，请先打电话：", "Someone hurt, a fire, a gas leak? Call first:"],
  log: ["对话记录", "Conversation"],
  greeting: [
    "您好！请写下发生了什么、在哪里，可以附照片。我们就在这里回复，登记后给您一个编号。",
    "Hello! Tell us what happened and where; you can add photos. We answer here, and give you a number once it is filed.",
  ],
  compose: ["写留言", "Write a message"],
  words: ["您的留言", "Your message"],
  wordsHint: ["按 Enter 发送，Shift + Enter 换行", "Enter sends, Shift + Enter starts a new line"],
  send: ["发送", "Send"],
  picture: ["照片", "Photo"],
  drop: ["不发这张", "Remove it"],
  reach: ["留个手机号（选填）", "Leave a phone number (optional)"],
  phone: ["手机号", "Phone number"],
  badPhone: ["这不像手机号，请只填数字。", "This is no phone number: digits only, please."],
  keep: ["不清除", "Keep it"],
  phoneHint: ["您离开这个页面后，我们用短信告诉您结果。", "If you leave this page, we tell you the result by text message."],
  another: ["说另一件事", "Another matter"],
  anew: ["另一件事", "Another matter"], // said in his name: the conversation knows it as a command
  privacy: ["内容只用于办理诉求。", "Used only to handle your report."],
  forget: ["清除本机记录", "Clear it from this device"],
  forgetSure: [
    "清除后，这台设备上不再显示这段对话，也收不到后面的答复；已收下的诉求照常办理，可凭编号查进度。确定清除吗？",
    "This device will no longer show this chat nor later answers in it. What was received is handled all the same; you can follow it with its number. Clear it?",
  ],
  forgotten: ["本机记录已清除。", "Cleared from this device."],
  you: ["您", "You"],
  us: ["12345", "12345"],
  waiting: ["等待发送…", "Waiting to be sent…"],
  sending: ["正在发送…", "Sending…"],
  kept: ["已收下", "Received"],
  refused: ["没有收下", "Not received"],
  typing: ["正在回复…", "Answering…"],
  lost: ["照片没有发出，请重新选择。", "This photo was not sent; please choose it again."],
  progress: ["查看进度", "See its progress"],
  newTab: ["（在新窗口打开）", "(opens in a new window)"],
  photo: ["照片", "Photo"],
  chosen: ["已选照片", "Chosen photo"],
  unread: ["# 条新答复", "# new answers"],
  answers: ["可以直接选：", "You may choose:"],
  connecting: ["正在连接…", "Connecting…"],
  open: ["已连接", "Connected"],
  away: [
    "网络断开了，正在重新连接。您写的都在，连上后自动发出。",
    "The connection dropped; connecting again. What you wrote is safe and goes out by itself.",
  ],
  back: ["又连上了。", "Connected again."],
  busy: ["现在人很多，过一会儿自动再连接。急事请拨打 12345。", "Many people are here; it connects again by itself. Urgent? Call 12345."],
  stale: ["页面需要更新，请刷新后继续；您写的都在。", "This page needs a refresh; what you wrote is safe."],
  empty: ["请先写下要说的话，或选一张照片。", "Please write something or choose a photo first."],
  tooLong: ["太长了：最多 20000 个字，请分几条发。", "Too long: 20,000 characters at most; send it in parts."],
  notPicture: ["这张照片打不开，请换一张（JPEG、PNG、WebP）。", "This photo cannot be opened; choose another (JPEG, PNG, WebP)."],
  largePicture: ["照片太大，请换一张小于 10 MB 的。", "The photo is too large; choose one below 10 MB."],
};

let english = false;

export const speak = (language) => { english = language === "en"; };
export const t = (key, blank) => PAIRS[key][english ? 1 : 0].replace("#", blank);
export const of = (pair) => (english ? pair.en : pair.zh);

// fills `data-t` with words and `data-label` with an accessible name
export const fill = (root) => {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
};
