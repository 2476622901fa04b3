using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Tests which blob sidecars hold for a block: each forged part is told from the good ones.</summary>
public sealed class BlobVerificationTests
{
    private static readonly ManagedKzg Kzg = new();

    [Fact]
    public void ABlobThatIsNotItsBlocksIsToldFromTheOthers()
    {
        var (block, root, context, whole) = TestBlobs.ElectraBlock(3);
        var (_, _, _, others) = TestBlobs.ElectraBlock(4);
        var header = whole[0].SignedBlockHeader;
        var blob = whole[0].Blob.AsSpan().ToArray();
        blob[40] ^= 1;
        BlobSidecar[] bad =
        [
            whole[0] with { Blob = ByteList.Create(blob) },
            whole[0] with { Blob = ByteList.Create([.. Enumerable.Repeat((byte)255, blob.Length)]) },
            whole[0] with { Blob = ByteList.Empty },
            whole[0] with { KzgProof = whole[1].KzgCommitment is { } other ? new KZGProof(other.AsSpan()) : default },
            whole[0] with { KzgCommitment = whole[1].KzgCommitment },
            whole[1] with { Index = 0 },
            whole[1] with { Index = 3 },
            whole[1] with { Index = ulong.MaxValue },
            whole[1] with { KzgCommitmentInclusionProof = whole[0].KzgCommitmentInclusionProof },
            whole[1] with { KzgCommitmentInclusionProof = [] },
            whole[2] with { SignedBlockHeader = header with { Signature = new BLSSignature([1, .. new byte[95]]) } },
            whole[2] with { SignedBlockHeader = header with { Message = header.Message with { Slot = 1 } } },
            others[2],
        ];
        var done = BlobVerification.Do(Kzg, new VerifyBlobs(WorkPriority.Fetched, root, [.. bad, .. whole]) { Of = (block, context) });
        Assert.Equal(whole, done.Valid);
        Assert.Equal(bad.ToHashSet<BlobSidecar>(ReferenceEqualityComparer.Instance), [.. done.Invalid]);
    }

    [Fact]
    public void OnGossipTheProofAloneIsLeftToVerify()
    {
        var (_, root, _, whole) = TestBlobs.ElectraBlock(2);
        var wrong = whole[1] with { KzgProof = whole[0].KzgProof };
        var done = BlobVerification.Do(Kzg, new VerifyBlobs(WorkPriority.Payload, root, [whole[0], wrong]));
        Assert.Equal([whole[0]], done.Valid);
        Assert.Equal([wrong], done.Invalid);
    }
}
