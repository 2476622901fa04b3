namespace Consensoor.Interop.ReqResp;

/// <summary>
/// One `response_chunk`: Code is zero for success; Context the fork digest where the protocol has one; Payload SSZ bytes, or with another
/// code the error message, at most 256 bytes that may be any.
/// </summary>
public readonly record struct ResponseChunk(byte Code, ForkDigest? Context, ReadOnlyMemory<byte> Payload);
