using System.Text.Json;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>Keeps every signature over a block or a vote, and compares each with all others of its key as the specification does.</summary>
internal sealed class SignatureSink
{
    private readonly List<(bool IsBlock, BLSPubkey Key, ulong First, ulong Second, Root Root, BLSSignature Signature)> _kept = [];
    private readonly Lock _gate = new();

    /// <summary>How many there are.</summary>
    public int Count => _kept.Count;

    /// <summary>How many messages were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Takes a line of the process; false where it is no signature. A slot that is signed in moves the next one.</summary>
    public bool Take(string line, ref ulong next)
    {
        var parts = line.Split(' ');
        if (parts[0] == "refused")
        {
            Refused++;
        }

        // The last line of a process that was killed may be cut off.
        if (parts is not [("block" or "vote") and var kind, var key, var first, var second, var root, var text]
            || !BLSSignature.TryParse(text, out var signature))
        {
            return false;
        }

        Add(kind == "block", BLSPubkey.Parse(key), ulong.Parse(first), ulong.Parse(second), Bytes32.Parse(root), signature);
        next = Math.Max(next, ulong.Parse(kind == "block" ? first : second) + 1);
        return true;
    }

    /// <summary>Takes a request of remote signing, with what was signed.</summary>
    public void Take(JsonElement request, BLSPubkey key, Root root, BLSSignature signature)
    {
        static ulong Number(JsonElement parent, string name) => ulong.Parse(parent.GetProperty(name).GetString()!);
        if (request.GetProperty("type").GetString() == "BLOCK_V2")
        {
            Add(true, key, Number(request.GetProperty("beacon_block").GetProperty("block_header"), "slot"), 0, root, signature);
        }
        else
        {
            var vote = request.GetProperty("attestation");
            Add(false, key, Number(vote.GetProperty("source"), "epoch"), Number(vote.GetProperty("target"), "epoch"), root, signature);
        }
    }

    /// <summary>
    /// No two blocks of a key in a slot, and no two of its votes in an epoch, and none that surrounds another
    /// (`phase0/beacon-chain.md#is_slashable_attestation_data`); and each signature is one.
    /// </summary>
    public void Check()
    {
        var keys = _kept.Select(static one => one.Key).Distinct();
        var load = keys.ToDictionary(static key => key, static key => ManagedBls.Shared.Load(key)!);
        Assert.All(_kept, one => Assert.True(ManagedBls.Shared.Verify(load[one.Key], one.Root.AsSpan(), one.Signature)));
        foreach (var block in _kept.Where(static one => one.IsBlock).GroupBy(static one => (one.Key, one.First)))
        {
            Assert.Single(block.Select(static one => one.Root).Distinct());
        }

        foreach (var key in _kept.Where(static one => !one.IsBlock).GroupBy(static one => one.Key))
        {
            var votes = key.DistinctBy(static vote => (vote.First, vote.Second, vote.Root)).ToArray();
            foreach (var one in votes)
            {
                Assert.DoesNotContain(votes, other => other.Root != one.Root
                    && (other.Second == one.Second || (one.First < other.First && other.Second < one.Second)));
            }
        }
    }

    private void Add(bool isBlock, BLSPubkey key, ulong first, ulong second, Root root, BLSSignature signature)
    {
        lock (_gate)
        {
            _kept.Add((isBlock, key, first, second, root, signature));
        }
    }
}
