using System.Runtime.InteropServices;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Spec.Transition.Signatures;

/// <summary>
/// Collects the signatures of a transition and verifies them together at its end, which costs less a signature the more there are. Keys are
/// loaded as they come (the implementation caches them), so that only key objects are kept. For one transition on one thread.
/// </summary>
public sealed class BatchVerifier(IBls bls) : ISignatureVerifier
{
    private readonly List<SignatureSet> _sets = [];

    /// <summary>The signatures collected and not yet verified, in the order the transition asked.</summary>
    public IReadOnlyList<SignatureSet> Sets => _sets;

    /// <summary>Collects the signature; false at once for no keys or a malformed key.</summary>
    public bool Verify(ReadOnlySpan<BLSPubkey> pubkeys, Root signingRoot, BLSSignature signature)
    {
        if (pubkeys.IsEmpty || bls.Load(pubkeys) is not { } keys)
        {
            return false;
        }

        _sets.Add(new SignatureSet(keys, signingRoot, signature));
        return true;
    }

    /// <summary>`bls.Verify`, not deferred. Refuses a malformed key and a malformed signature.</summary>
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) => bls.Verify(pubkey, signingRoot.AsSpan(), signature);

    /// <summary>
    /// Verifies what was collected and forgets it: the positions in <see cref="Sets"/> of the signatures that do not hold, ascending; empty
    /// where all do. The seed is some unpredictable bytes (see <see cref="IBls.VerifyBatch"/>). A batch that fails is halved until the
    /// culprits are alone, at the cost of some 2 log2(n) batches each.
    /// </summary>
    public IReadOnlyList<int> Complete(ReadOnlySpan<byte> seed)
    {
        var failed = new List<int>();
        Search(CollectionsMarshal.AsSpan(_sets), 0, seed, failed);
        _sets.Clear();
        return failed;
    }

    private void Search(ReadOnlySpan<SignatureSet> sets, int position, ReadOnlySpan<byte> seed, List<int> failed)
    {
        if (sets.Length == 1)
        {
            if (!bls.FastAggregateVerify(sets[0].PublicKeys.Span, sets[0].SigningRoot.AsSpan(), sets[0].Signature))
            {
                failed.Add(position);
            }
        }
        else if (!bls.VerifyBatch(sets, seed))
        {
            var half = sets.Length / 2;
            Search(sets[..half], position, seed, failed);
            Search(sets[half..], position + half, seed, failed);
        }
    }
}
