using Consensoor.Interop.Buffers;

namespace Consensoor.Interop.Gossipsub;

/// <summary>
/// Bytes to send to a peer as they are, the length in front. Several peers share the bytes of a message: nobody may change them. Id is that
/// of the message in it, so that a queue can drop it when the peer says IDONTWANT; null where there is none. Buffer is the shared one that
/// the bytes lie in, held for whoever has the frame, who calls <see cref="Release"/> when it was sent or dropped; null where they lie in
/// memory of their own.
/// </summary>
public readonly record struct GossipFrame(
    string Peer, ReadOnlyMemory<byte> Bytes, FramePriority Priority, MessageId? Id = null, SharedBytes? Buffer = null)
{
    /// <summary>Lets go of the bytes.</summary>
    public void Release() => Buffer?.Release();
}
