"""What the three doors of the WeChat platform share: signatures, payloads, tokens, calls.

The doors themselves are `channels.wechat` (official account), WeCom and customer service.
"""
