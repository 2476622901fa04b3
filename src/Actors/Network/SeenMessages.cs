using System.Security.Cryptography;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network;

/// <summary>
/// Messages seen lately, by the hash of topic and bytes: those of the period under way and of the two before it, so that each is known for
/// two periods at least (`seen_ttl` of the gossipsub parameters in `phase0/p2p-interface.md`, with an epoch for a period). At most a number
/// of them; beyond it the oldest period is forgotten early.
/// </summary>
internal sealed class SeenMessages(int bound)
{
    private const int Periods = 3;

    private readonly HashSet<Bytes32>[] _seen = [[], [], []];
    private ulong _period;

    /// <summary>Messages that are known.</summary>
    public int Count => _seen.Sum(static seen => seen.Count);

    /// <summary>Goes on to a period, if it is a later one.</summary>
    public void Turn(ulong period)
    {
        for (var turns = 0; _period < period && turns < Periods; turns++)
        {
            ForgetOldest();
            _period = turns == Periods - 1 ? period : _period + 1;
        }
    }

    /// <summary>True where the message was seen; gives its hash.</summary>
    public bool Contains(GossipTopic topic, ReadOnlyMemory<byte> ssz, out Bytes32 id)
    {
        id = IdOf(topic, ssz.Span);
        return Contains(id);
    }

    /// <summary>Adds a message; false where it was seen.</summary>
    public bool Add(GossipTopic topic, ReadOnlyMemory<byte> ssz)
    {
        if (Contains(topic, ssz, out var id))
        {
            return false;
        }

        Add(id);
        return true;
    }

    /// <summary>Adds a message by its hash.</summary>
    public void Add(Bytes32 id)
    {
        if (Contains(id))
        {
            return;
        }

        while (Count >= bound)
        {
            ForgetOldest();
        }

        _seen[0].Add(id);
    }

    /// <summary>Forgets a message, since nobody has judged it, or nobody else has it.</summary>
    public void Remove(Bytes32 id) => Array.ForEach(_seen, seen => seen.Remove(id));

    /// <summary>True where the message of a hash was seen.</summary>
    public bool Contains(Bytes32 id) => _seen[0].Contains(id) || _seen[1].Contains(id) || _seen[2].Contains(id);

    private void ForgetOldest() => (_seen[0], _seen[1], _seen[2]) = ([], _seen[0], _seen[1]);

    private static Bytes32 IdOf(GossipTopic topic, ReadOnlySpan<byte> ssz)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(topic.Digest.AsSpan());
        hash.AppendData([(byte)topic.Kind, (byte)(topic.Subnet ?? 0)]);
        hash.AppendData(ssz);
        return new Bytes32(hash.GetHashAndReset());
    }
}
