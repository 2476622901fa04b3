using Akka.Actor;
using Akka.TestKit.Xunit2;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Network;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests which changes of the head the API tells.</summary>
public sealed class EventPublisherTests : TestKit
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
}
