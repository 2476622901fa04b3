using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Network;

/// <summary>What a message from the network costs a node in messages between its actors.</summary>
public class MessageCountTests(ITestOutputHelper output)
{
    private const int Validators = 256;
    private const int AtSlot = 5;
    private static readonly TimeSpan SlotTime = TimeSpan.FromSeconds(6);

    [Fact]
    public void ABlockTakesNineMessagesFromTheWireToTheHeadAndAnAttestationThree()
    {
        MessageTrace.Reset();
        var (blocks, votes) = (new MessageTrace(), new MessageTrace());
        var from = 0;
        DevnetWorld? chain = null;
        var scenario = new Scenario<DevnetNode>("count", (run, name) =>
        {
            chain ??= DevnetWorld.Create(Validators, SlotTime, run.Genesis);
            var options = new DevnetNodeOptions(name, new InMemoryChainStore());
            return DevnetNode.Start(run.World, run.Network, chain, name == "node-0"
                ? options with { Validators = Validators }
                : options with { Hocon = TracingMailbox.Overlay });
        })
        {
            LastSlot = AtSlot + 1,
            SlotTime = SlotTime,
            GenesisDelay = TimeSpan.FromSeconds(10),
        }
            .Nodes(2)
            .Over(LinkProfile.Default with { Jitter = TimeSpan.Zero })
            .At(AtSlot, "count from the block on", _ => MessageTrace.Reset())
            .At(
                AtSlot,
                "the block is done",
                _ => (blocks, from) = (MessageTrace.Current, MessageTrace.Current.Entries.Count),
                TimeSpan.FromSeconds(1))
            .At(AtSlot, "the attestations are done", _ => votes = MessageTrace.Current, TimeSpan.FromMilliseconds(2600));
        var result = scenario.Run(3);
        Assert.True(result.Held, result.ToString());

        var path = blocks.Path(
            static entry => entry.Message is GossipReceived { Topic.Kind: TopicKind.BeaconBlock },
            static entry => entry.Message is HeadChanged { Head.Block.Message.Slot: AtSlot });
        output.WriteLine(string.Join(Environment.NewLine, path));
        // The last is the news of the head.
        Assert.InRange(path.Count - 1, 1, 9);

        var entries = votes.Entries.Skip(from).ToArray();
        var received = entries.Count(IsVote);
        var spent =
            votes.Following(from, entry => IsVote(entry) || entry.Receiver.Contains("/lane-beacon_attestation/", StringComparison.Ordinal));
        foreach (var type in spent.GroupBy(static entry => entry.ToString()).OrderByDescending(static type => type.Count()))
        {
            output.WriteLine($"{type.Count()} {type.Key}");
        }

        Assert.InRange(received, Validators / 8, Validators / 8);
        Assert.InRange((double)spent.Count / received, 1, 3);
    }

    private static bool IsVote(MessageTrace.Entry entry) => entry.Message is GossipReceived { Topic.Kind: TopicKind.BeaconAttestation };
}
