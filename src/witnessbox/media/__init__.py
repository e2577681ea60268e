"""The only room that opens untrusted bytes, in sandboxed workers."""
