using Consensoor.Interop.Buffers;

namespace Consensoor.Interop.Gossipsub.Rpc;

/// <summary>
/// The frame of one message with its length in front, the place of the compressed data in it, and the shared buffer they lie in, held by
/// whoever has this; null where they lie in memory of their own.
/// </summary>
public readonly record struct MessageFrame(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Data, SharedBytes? Buffer);
