using System.Runtime.InteropServices;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Work;

/// <summary>Verifies signatures of several requests together, and the data columns of one.</summary>
internal sealed class SignatureJobs(IBls bls, IKzg kzg, ReadOnlyMemory<byte> seed)
{
    /// <summary>
    /// Verifies all items of the requests in one batch; what fails is found within the bounds of <see cref="FailureSearch"/>.
    /// </summary>
    public IReadOnlyList<SignaturesVerified> Verify(IReadOnlyList<VerifySignatures> works)
    {
        var sets = new List<SignatureSet>();
        var ends = new List<int>();
        var valid = new List<bool>();
        foreach (var claims in works.SelectMany(static work => work.Items))
        {
            var item = Load(claims);
            valid.Add(item is not null);
            sets.AddRange(item ?? []);
            ends.Add(sets.Count);
        }

        foreach (var failed in FailureSearch.Find(bls, CollectionsMarshal.AsSpan(sets), CollectionsMarshal.AsSpan(ends), seed.Span))
        {
            valid[failed] = false;
        }

        var answers = new SignaturesVerified[works.Count];
        var at = 0;
        foreach (var (index, work) in works.Index())
        {
            answers[index] = new SignaturesVerified(work.RequestId, valid.GetRange(at, work.Items.Count));
            at += work.Items.Count;
        }

        return answers;
    }

    /// <summary>Verifies columns against the commitments of their block.</summary>
    public DataColumnsVerified Verify(VerifyDataColumns work)
    {
        var own = work.Columns.ToLookup(
            column => work.Of is not var (block, context) || DataColumnSidecars.IsOfBlock(column, block, context));
        IReadOnlyList<DataColumnSidecar> columns = [.. own[true]];

        // One check for all where all hold, which is the rule; else each alone, to tell the good from the bad.
        if (columns.Count > 1 && ColumnVerification.AllHold(kzg, columns, work.Commitments))
        {
            return new DataColumnsVerified(work.BlockRoot, columns, [.. own[false]]);
        }

        var holds = columns.ToLookup(column => ColumnVerification.AllHold(kzg, [column], work.Commitments));
        return new DataColumnsVerified(work.BlockRoot, [.. holds[true]], [.. own[false], .. holds[false]]);
    }

    /// <summary>The claims of an item with their keys loaded; null where a key is malformed.</summary>
    private SignatureSet[]? Load(IReadOnlyList<SignatureClaim> claims)
    {
        var sets = new SignatureSet[claims.Count];
        foreach (var (index, claim) in claims.Index())
        {
            if (claim.Pubkeys.Count == 0 || bls.Load([.. claim.Pubkeys]) is not { } keys)
            {
                return null;
            }

            sets[index] = new SignatureSet(keys, claim.SigningRoot, claim.Signature);
        }

        return sets;
    }
}
