using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Pools;

/// <summary>
/// What one sync subcommittee signed for a slot and block: single signatures by position, and the best contribution that others made of
/// theirs.
/// </summary>
public sealed class SubcommitteeVotes(int size)
{
    private readonly BLSSignature?[] _signatures = new BLSSignature?[size];
    private SyncCommitteeContribution? _best;

    /// <summary>Keeps a member's signature at a position.</summary>
    public void Add(int position, BLSSignature signature) => _signatures[position] ??= signature;

    /// <summary>Keeps a contribution where it has more votes than the one there is.</summary>
    public void Add(SyncCommitteeContribution contribution)
    {
        if (contribution.AggregationBits.Length == size
            && contribution.AggregationBits.CountOnes() > (_best?.AggregationBits.CountOnes() ?? 0))
        {
            _best = contribution;
        }
    }

    /// <summary>
    /// The most that can be made of the votes: the best contribution and the single signatures it lacks (a signature counts once for each
    /// of its positions); null where there are none.
    /// </summary>
    public SyncCommitteeContribution? Contribution(Slot slot, Root blockRoot, ulong subcommittee, IBls bls)
    {
        var bits = new bool[size];
        var signatures = new List<BLSSignature>();
        if (_best is { } best)
        {
            signatures.Add(best.Signature);
            for (var i = 0; i < size; i++)
            {
                bits[i] = best.AggregationBits[i];
            }
        }

        for (var i = 0; i < size; i++)
        {
            if (!bits[i] && _signatures[i] is { } signature)
            {
                bits[i] = true;
                signatures.Add(signature);
            }
        }

        if (bls.Aggregate([.. signatures]) is not { } aggregate)
        {
            return null;
        }

        return new SyncCommitteeContribution
        {
            Slot = slot,
            BeaconBlockRoot = blockRoot,
            SubcommitteeIndex = subcommittee,
            AggregationBits = BitList.Create(bits),
            Signature = aggregate,
        };
    }
}
