using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// The proposers' signatures of requests to builders (`SignedBuilderRequestAuth`), by what they are over, until their slot is over. Drop
/// rule: of more than <see cref="Bound"/> the new one, which is signed again when it is needed.
/// </summary>
internal sealed class BuilderAuths
{
    /// <summary>The most signatures that are kept: two epochs of slots with as many builders as a block may ask.</summary>
    public const int Bound = 4_096;

    private readonly Dictionary<(BLSPubkey Proposer, Slot Slot, ByteList Data), BLSSignature> _signed = [];
    private Slot _first;

    /// <summary>Counts the signatures.</summary>
    public int Count => _signed.Count;

    /// <summary>Keeps a signature, where its slot is not over.</summary>
    public void Keep(BLSPubkey proposer, Slot slot, ByteList data, BLSSignature signature)
    {
        if (slot >= _first && (_signed.Count < Bound || _signed.ContainsKey((proposer, slot, data))))
        {
            _signed[(proposer, slot, data)] = signature;
        }
    }

    /// <summary>Gives a signature; null where there is none.</summary>
    public BLSSignature? Of(BLSPubkey proposer, Slot slot, ByteList data) =>
        _signed.TryGetValue((proposer, slot, data), out var signature) ? signature : null;

    /// <summary>A slot has begun: what is of those before it is over.</summary>
    public void ForgetBefore(Slot slot)
    {
        _first = slot;
        foreach (var past in _signed.Keys.Where(key => key.Slot < slot).ToArray())
        {
            _signed.Remove(past);
        }
    }
}
