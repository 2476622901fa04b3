using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Crypto;

/// <summary>Verifies signatures and data columns; holds no state, so that a restart loses only the batch that failed.</summary>
public sealed class CryptoWorker : ReceiveActor
{
    private readonly BatchVerifier _verifier;
    private readonly IKzg _kzg;
    private readonly ReadOnlyMemory<byte> _seed;

    /// <summary>A worker; the seed is mixed into the coefficients of batches.</summary>
    public CryptoWorker(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
    {
        _verifier = new BatchVerifier(bls);
        _kzg = kzg;
        _seed = seed;
        Receive<VerifySignatures>(work => Sender.Tell(new SignaturesVerified(work.RequestId, Verify(work.Items))));
        Receive<VerifyDataColumns>(work => Sender.Tell(Verify(work)));
    }

    /// <summary>Props.</summary>
    public static Props Props(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed) => Akka.Actor.Props.Create(() => new CryptoWorker(bls, kzg, seed));

    private bool[] Verify(IReadOnlyList<IReadOnlyList<SignatureClaim>> items)
    {
        var valid = new bool[items.Count];
        var owners = new List<int>();
        for (var item = 0; item < items.Count; item++)
        {
            valid[item] = true;
            foreach (var claim in items[item])
            {
                if (_verifier.Verify([.. claim.Pubkeys], claim.SigningRoot, claim.Signature))
                {
                    owners.Add(item);
                }
                else
                {
                    valid[item] = false;
                }
            }
        }

        foreach (var failed in _verifier.Complete(_seed.Span))
        {
            valid[owners[failed]] = false;
        }

        return valid;
    }

    private DataColumnsVerified Verify(VerifyDataColumns work)
    {
        // One check for all where all hold, which is the rule; else each alone, to tell the good from the bad.
        if (work.Columns.Count > 1 && ColumnVerification.AllHold(_kzg, work.Columns, work.Commitments))
        {
            return new DataColumnsVerified(work.BlockRoot, work.Columns, []);
        }

        var holds = work.Columns.ToLookup(column => ColumnVerification.AllHold(_kzg, [column], work.Commitments));
        return new DataColumnsVerified(work.BlockRoot, [.. holds[true]], [.. holds[false]]);
    }
}
