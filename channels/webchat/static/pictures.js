// Photos are made small enough for a phone's connection before they travel.
const SMALL = 1.2e6; // bytes: such a photo goes as it is
const LONGEST_SIDE = 2560; // pixels: number plates and meters stay readable
const LARGEST = 10 * 1024 * 1024; // bytes, as the gateway takes them

// the picture to send; throws "notPicture" or "largePicture"
export const smaller = async (file) => {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error("notPicture");
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size <= SMALL) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  const best = made && made.size < file.size ? made : file;
  if (best.size > LARGEST) throw new Error("largePicture");
  return best;
};
