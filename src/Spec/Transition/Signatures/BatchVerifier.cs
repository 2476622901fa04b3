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
    public bool VerifyNow(BLSPubkey pubkey, Root signingRoot, BLSSignature signature) =>
        bls.Verify(pubkey, signingRoot.AsSpan(), signature);

    /// <summary>Takes out what was collected, for someone else to verify.</summary>
    public IReadOnlyList<SignatureSet> Take()
    {
        SignatureSet[] taken = [.. _sets];
        _sets.Clear();
        return taken;
    }

    /// <summary>
    /// Verifies what was collected and forgets it: the positions in <see cref="Sets"/> of the signatures that do not hold, ascending; empty
    /// where all do. The seed is some unpredictable bytes (see <see cref="IBls.VerifyBatch"/>). What a failed batch costs is bounded
    /// (<see cref="FailureSearch"/>).
    /// </summary>
    public IReadOnlyList<int> Complete(ReadOnlySpan<byte> seed)
    {
        int[] ends = [.. Enumerable.Range(1, _sets.Count)];
        var failed = FailureSearch.Find(bls, CollectionsMarshal.AsSpan(_sets), ends, seed);
        _sets.Clear();
        return failed;
    }

    /// <summary>
    /// Verifies what was collected and forgets it, without a look for the culprits. Needs no seed: the coefficients depend on all that is
    /// signed.
    /// </summary>
    public Refusal? Settle()
    {
        var count = _sets.Count;
        var hold = bls.VerifyBatch(CollectionsMarshal.AsSpan(_sets), []);
        _sets.Clear();
        return hold ? null : new Refusal("state_transition", $"not all of {count} signatures hold");
    }
}
