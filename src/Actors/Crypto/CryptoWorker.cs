using System.Runtime.InteropServices;
using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Crypto;

/// <summary>Verifies a job of the pool at a time, on the crypto dispatcher; holds no state, so that a restart loses only the job that failed.</summary>
internal sealed class CryptoWorker : ReceiveActor
{
    private readonly IBls _bls;
    private readonly IKzg _kzg;
    private readonly ReadOnlyMemory<byte> _seed;

    public CryptoWorker(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
    {
        _bls = bls;
        _kzg = kzg;
        _seed = seed;
        Receive<CryptoJob>(job => Sender.Tell(new CryptoJobDone(job.Id, job.Works is [VerifyDataColumns columns] ? [Verify(columns)] : Verify(job.Works))));
    }

    public static Props Props(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed) => Akka.Actor.Props.Create(() => new CryptoWorker(bls, kzg, seed));

    private object[] Verify(IReadOnlyList<ICryptoWork> works)
    {
        var sets = new List<SignatureSet>();
        var ends = new List<int>();
        var valid = new List<bool>();
        foreach (var work in works)
        {
            foreach (var item in ItemsOf(work))
            {
                valid.Add(item is not null);
                sets.AddRange(item ?? []);
                ends.Add(sets.Count);
            }
        }

        foreach (var failed in FailureSearch.Find(_bls, CollectionsMarshal.AsSpan(sets), CollectionsMarshal.AsSpan(ends), _seed.Span))
        {
            valid[failed] = false;
        }

        var answers = new object[works.Count];
        var at = 0;
        foreach (var (index, work) in works.Index())
        {
            var items = work is VerifySignatures { Items.Count: var count } ? count : 1;
            answers[index] = AnswerTo(work, valid.GetRange(at, items));
            at += items;
        }

        return answers;
    }

    private static object AnswerTo(ICryptoWork work, List<bool> valid) => work switch
    {
        VerifySignatures signatures => new SignaturesVerified(signatures.RequestId, valid),
        VerifyTogether together => valid[0] ? together.IfValid : together.IfInvalid,
        _ => throw new ArgumentOutOfRangeException(nameof(work), work.GetType().Name, "no signatures"),
    };

    /// <summary>The items of a work with their keys loaded; null for one with a malformed key.</summary>
    private IEnumerable<IReadOnlyList<SignatureSet>?> ItemsOf(ICryptoWork work) => work switch
    {
        VerifySignatures signatures => signatures.Items.Select(Load),
        VerifyTogether together => [together.Sets],
        _ => throw new ArgumentOutOfRangeException(nameof(work), work.GetType().Name, "no signatures"),
    };

    private SignatureSet[]? Load(IReadOnlyList<SignatureClaim> claims)
    {
        var sets = new SignatureSet[claims.Count];
        foreach (var (index, claim) in claims.Index())
        {
            if (claim.Pubkeys.Count == 0 || _bls.Load([.. claim.Pubkeys]) is not { } keys)
            {
                return null;
            }

            sets[index] = new SignatureSet(keys, claim.SigningRoot, claim.Signature);
        }

        return sets;
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
