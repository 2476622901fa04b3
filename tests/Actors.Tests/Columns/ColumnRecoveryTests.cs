using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests the jobs of the pool about columns: recovery from half of them, and what does not belong to a block.</summary>
public sealed class ColumnRecoveryTests
{
    private static readonly ManagedKzg Kzg = new();
    private static readonly ChainSpec Spec = RecordedChain.Instance.World.Spec;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AnyHalfGivesTheWhole(int which)
    {
        var (block, context, whole) = FuluBlock();
        DataColumnSidecar[] half =
        [
            .. whole.Where(column => which switch
            {
                0 => column.Index < 64,
                1 => column.Index >= 64,
                _ => column.Index % 2 == 1,
            }).Reverse(),
        ];
        var recovered = ColumnRecovery.Do(Kzg, new RecoverColumns(WorkPriority.Payload, RootOf(block, context), half, context));
        Assert.Equal(whole, recovered.Columns);
    }

    [Fact]
    public void TooFewRepeatedOrMixedColumnsGiveNone()
    {
        var (block, context, whole) = FuluBlock();
        IReadOnlyList<DataColumnSidecar> Recover(params IReadOnlyList<DataColumnSidecar> columns) =>
            ColumnRecovery.Do(Kzg, new RecoverColumns(WorkPriority.Payload, RootOf(block, context), columns, context)).Columns;
        Assert.Empty(Recover([]));
        Assert.Empty(Recover([.. whole.Take(63)]));
        Assert.Empty(Recover([.. whole.Take(63), whole[0]]));
        Assert.Empty(Recover([.. whole.Take(63), whole[63] with { Column = [] }]));
        var noCell = ByteList.Create(Enumerable.Repeat((byte)255, 2048).ToArray());
        Assert.Empty(Recover([.. whole.Take(63), whole[63] with { Column = [noCell] }]));
    }

    [Fact]
    public void AColumnThatIsNotItsBlocksIsToldFromTheOthers()
    {
        var (block, context, whole) = FuluBlock();
        var header = whole[0].SignedBlockHeader;
        DataColumnSidecar[] bad =
        [
            whole[1] with { KzgProofs = whole[0].KzgProofs },
            whole[2] with { KzgCommitmentsInclusionProof = [.. Enumerable.Repeat(default(Bytes32), 4)] },
            whole[3] with { SignedBlockHeader = header with { Signature = new BLSSignature([1, .. new byte[95]]) } },
            whole[4] with { Index = 5 },
            whole[6] with { Column = [whole[6].Column[0], whole[6].Column[0]] },
            whole[7] with { KzgCommitments = [] },
            whole[8] with { Index = ulong.MaxValue },
        ];
        var jobs = new SignatureJobs(ManagedBls.Shared, Kzg, new byte[32]);
        var work = new VerifyDataColumns(
            WorkPriority.Fetched, RootOf(block, context), block.Message.Body.BlobKzgCommitments, [.. bad, .. whole.Skip(10)])
        {
            Of = (block, context),
        };
        var done = jobs.Verify(work);
        Assert.Equal(whole.Skip(10), done.Valid);
        Assert.Equal(bad.ToHashSet(), done.Invalid.ToHashSet());
    }

    private static Root RootOf(SignedBeaconBlock block, SszContext context) => block.Message.HashTreeRoot(context);

    private static (SignedBeaconBlock Block, SszContext Context, IReadOnlyList<DataColumnSidecar> Columns) FuluBlock()
    {
        var context = Spec.Ssz(ForkName.Fulu);
        var (blob, cells) = TestBlobs.Create();
        var empty = SignedBeaconBlock.Default(context);
        var block = empty with
        {
            Message = empty.Message with { Body = empty.Message.Body with { BlobKzgCommitments = [blob.Commitment] } },
            Signature = new BLSSignature([7, .. new byte[95]]),
        };
        return (block, context, DataColumnSidecars.GetDataColumnSidecarsFromBlock(block, [cells], context));
    }
}
