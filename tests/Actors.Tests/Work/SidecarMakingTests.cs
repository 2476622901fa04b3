using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Sidecars made of blobs of an execution layer are those that the proposer makes.</summary>
public sealed class SidecarMakingTests
{
    private static readonly ManagedKzg Kzg = new();

    [Fact]
    public void BlobSidecarsAreTheProposersAndSomeWillDo()
    {
        var (block, root, context, sidecars) = TestBlobs.ElectraBlock(3);
        FoundBlob?[] found = [null, Found(sidecars[1]), Found(sidecars[2])];
        var made = SidecarMaking.Do(Kzg, new MakeSidecars(WorkPriority.Payload, root, block, context, found, ColumnSet.All));
        Assert.Equal(sidecars.Skip(1), made.Blobs);
        Assert.Empty(made.Columns);
        var one = SidecarMaking.Do(Kzg, new MakeSidecars(WorkPriority.Payload, root, block, context, found, ColumnSet.Of([2])));
        Assert.Equal([sidecars[2]], one.Blobs);

        // What came another way while the work waited is not made.
        var needless = new MakeSidecars(WorkPriority.Payload, root, block, context, found, ColumnSet.All)
        {
            Needless = new CancellationToken(canceled: true),
        };
        Assert.Empty(SidecarMaking.Do(Kzg, needless).Blobs);
    }

    [Fact]
    public void ColumnsAreTheProposersAndNeedAllBlobs()
    {
        var (electra, root, _, _) = TestBlobs.ElectraBlock(1);
        var context = new ChainSpec(Preset.Minimal, TestBlobs.ElectraSpec.Config with { FuluForkEpoch = 0 }).Ssz(ForkName.Fulu);
        var (blob, cells) = TestBlobs.Create();
        var block = electra with
        {
            Message = electra.Message with { Body = electra.Message.Body with { BlobKzgCommitments = [blob.Commitment] } },
        };
        var found = new FoundBlob(blob.Blob, blob.CellProofs);
        var made = SidecarMaking.Do(
            Kzg, new MakeSidecars(WorkPriority.Payload, root, block, context, [found], ColumnSet.Of([3, 127])));
        var all = DataColumnSidecars.GetDataColumnSidecarsFromBlock(block, [cells], context);
        Assert.Equal([all[3], all[127]], made.Columns);
        Assert.True(ColumnVerification.AllHold(Kzg, made.Columns, [blob.Commitment]));
        var needless = new MakeSidecars(WorkPriority.Payload, root, block, context, [found], ColumnSet.Of([3, 127]))
        {
            Needless = new CancellationToken(canceled: true),
        };
        Assert.Empty(SidecarMaking.Do(Kzg, needless).Columns);

        // Cells in place of the blob will do, where those that are wanted are there.
        var some = new FoundBlob(ByteList.Empty, [])
        {
            Cells = new Dictionary<ColumnIndex, (ByteList, KZGProof)>
            {
                [3] = (cells.Cells[3], cells.Proofs[3]), [127] = (cells.Cells[127], cells.Proofs[127]),
            },
        };
        Assert.Equal(made.Columns, SidecarMaking.Do(
            Kzg, new MakeSidecars(WorkPriority.Payload, root, block, context, [some], ColumnSet.Of([3, 127]))).Columns);

        FoundBlob?[][] bad =
        [
            [null],
            [some],
            [found with { Proofs = [blob.BlobProof] }],
            [found with { Blob = ByteList.Create([.. Enumerable.Repeat((byte)255, KzgSizes.BytesPerBlob)]) }],
        ];
        Assert.All(bad, blobs => Assert.Empty(
            SidecarMaking.Do(Kzg, new MakeSidecars(WorkPriority.Payload, root, block, context, blobs, ColumnSet.All)).Columns));
    }

    private static FoundBlob Found(BlobSidecar sidecar) => new(sidecar.Blob, [sidecar.KzgProof]);
}
