using System.Security.Cryptography;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>Messages seen lately, by the hash of topic and bytes; the oldest is forgotten.</summary>
internal sealed class SeenMessages(int bound)
{
    private readonly BoundedSet<Bytes32> _seen = new(bound);

    /// <summary>True where the message was seen; gives its hash.</summary>
    public bool Contains(GossipTopic topic, ReadOnlyMemory<byte> ssz, out Bytes32 id) => _seen.Contains(id = IdOf(topic, ssz.Span));

    /// <summary>Adds a message; false where it was seen.</summary>
    public bool Add(GossipTopic topic, ReadOnlyMemory<byte> ssz) => _seen.Add(IdOf(topic, ssz.Span));

    /// <summary>Remembers a message by its hash; beyond the bound the oldest is forgotten.</summary>
    public void Add(Bytes32 id) => _seen.Add(id);

    private static Bytes32 IdOf(GossipTopic topic, ReadOnlySpan<byte> ssz)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(topic.Digest.AsSpan());
        hash.AppendData([(byte)topic.Kind, (byte)(topic.Subnet ?? 0)]);
        hash.AppendData(ssz);
        return new Bytes32(hash.GetHashAndReset());
    }
}
