using System.Numerics;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Finds the items of a batch that do not hold, an item being one or more signatures that hold or fall together, by halving, at a bounded
/// cost: of n items at most <see cref="MaxBatches"/> batches of several are verified, and each item at most once alone. No item is named
/// without having failed alone.
/// </summary>
public static class FailureSearch
{
    /// <summary>
    /// The most batches of several items that a search among so many verifies: 1 + 4 ⌈log2 n⌉, enough for any two culprits; with more,
    /// what is left is verified item by item.
    /// </summary>
    public static int MaxBatches(int items) => items < 2 ? 0 : 1 + (4 * BitOperations.Log2((uint)items * 2 - 1));

    /// <summary>
    /// The items that do not hold, ascending. Item i has the sets from the end of the one before to ends[i]; one without sets holds. The
    /// seed is some unpredictable bytes (see <see cref="IBls.VerifyBatch"/>).
    /// </summary>
    public static IReadOnlyList<int> Find(IBls bls, ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<int> ends, ReadOnlySpan<byte> seed)
    {
        var search = new Run(bls, sets, ends, seed);
        search.Halve(0, ends.Length, isKnownToFail: false);
        return search.Failed;
    }

    private ref struct Run(IBls bls, ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<int> ends, ReadOnlySpan<byte> seed)
    {
        private readonly ReadOnlySpan<SignatureSet> _sets = sets;
        private readonly ReadOnlySpan<int> _ends = ends;
        private readonly ReadOnlySpan<byte> _seed = seed;
        private int _batchesLeft = MaxBatches(ends.Length);

        public List<int> Failed { get; } = [];

        public void Halve(int first, int count, bool isKnownToFail)
        {
            if (count < 2)
            {
                Alone(first, count);
                return;
            }

            if (!isKnownToFail)
            {
                if (_batchesLeft == 0)
                {
                    Alone(first, count);
                    return;
                }

                _batchesLeft--;
                if (bls.VerifyBatch(Sets(first, count), _seed))
                {
                    return;
                }
            }

            var half = count / 2;
            var before = Failed.Count;
            Halve(first, half, isKnownToFail: false);
            // Where the left half holds, the culprit is in the right one: no need to ask.
            Halve(first + half, count - half, isKnownToFail: Failed.Count == before);
        }

        private readonly void Alone(int first, int count)
        {
            for (var item = first; item < first + count; item++)
            {
                if (!Holds(Sets(item, 1)))
                {
                    Failed.Add(item);
                }
            }
        }

        private readonly bool Holds(ReadOnlySpan<SignatureSet> item) => item is [var only]
            ? bls.FastAggregateVerify(only.PublicKeys.Span, only.SigningRoot.AsSpan(), only.Signature)
            : bls.VerifyBatch(item, _seed);

        private readonly ReadOnlySpan<SignatureSet> Sets(int first, int count) =>
            _sets[(first == 0 ? 0 : _ends[first - 1]).._ends[first + count - 1]];
    }
}
