using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests which changes of the head the API tells.</summary>
public sealed class EventPublisherTests : PatientKit
{
    [Fact]
    public async Task AHeadIsToldOnceThoughItsPayloadComesLater()
    {
        var hub = new EventHub(1);
        using var stream = hub.Subscribe(new HashSet<string> { "head" })!;
        var view = RequestsActorTests.View();
        var publisher = Sys.ActorOf(EventPublisher.Props(view.Spec, hub, new ExecutionStatus()));
        var empty = view.Head;
        var full = empty with { PayloadStatus = HeadPayloadStatus.Full };
        var next = full with { Root = new Root([7, .. new byte[31]]) };
        publisher.Tell(new HeadChanged(empty, null, 0, DateTimeOffset.UnixEpoch));
        publisher.Tell(new HeadChanged(full, empty, 0, DateTimeOffset.UnixEpoch));
        publisher.Tell(new HeadChanged(next, full, 0, DateTimeOffset.UnixEpoch));
        var told = new List<string>();
        await foreach (var happened in stream.Read(CancellationToken.None))
        {
            told.Add(happened.Data);
            if (told.Count == 2)
            {
                break;
            }
        }

        Assert.Contains(empty.Root.ToString(), told[0], StringComparison.Ordinal);
        Assert.Contains(next.Root.ToString(), told[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SidecarsOfGossipAreToldAndThoseThatWereAskedForAreNot()
    {
        var hub = new EventHub(1);
        using var stream = hub.Subscribe(new HashSet<string> { "blob_sidecar", "data_column_sidecar" })!;
        var publisher = Sys.ActorOf(EventPublisher.Props(TestBlobs.ElectraSpec, hub, new ExecutionStatus()));
        var (block, root, context, sidecars) = TestBlobs.ElectraBlock(2, slot: 5);
        var column = new DataColumnSidecar { Index = 7, BeaconBlockRoot = root, Slot = 9, Column = [], KzgProofs = [] };
        publisher.Tell(new BlobsHeld(root, [sidecars[0]]) { Source = new Source.Sync("asked") });
        publisher.Tell(new ColumnsHeld(root, [column]));
        publisher.Tell(new BlobsHeld(root, [sidecars[1]]) { Source = new Source.Peer("peer", 1) });
        publisher.Tell(new ColumnsHeld(root, [column]) { Source = Source.Own.Instance });
        var told = new List<EventHub.ServerEvent>();
        await foreach (var happened in stream.Read(CancellationToken.None))
        {
            told.Add(happened);
            if (told.Count == 2)
            {
                break;
            }
        }

        var hash = ExecutionPayloads.KzgCommitmentToVersionedHash(sidecars[1].KzgCommitment);
        var blob = $$"""{"block_root":"{{root}}","index":"1","slot":"5","kzg_commitment":"{{sidecars[1].KzgCommitment}}","""
            + $"\"versioned_hash\":\"{hash}\"}}";
        Assert.Equal(new EventHub.ServerEvent("blob_sidecar", blob), told[0]);
        Assert.Equal(
            new EventHub.ServerEvent("data_column_sidecar", $$"""{"block_root":"{{root}}","index":"7","slot":"9"}"""), told[1]);
    }
}
