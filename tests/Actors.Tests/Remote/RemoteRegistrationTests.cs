using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Remote;
using Consensoor.Actors.Simulation;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>Registrations with the builders of nodes, while none of the nodes is of use.</summary>
public sealed class RemoteRegistrationTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 });

    [Fact]
    public void They_wait_for_the_first_node_that_is_of_use()
    {
        using var world = SimulatedWorld.Create(1);
        using var api = new SimulatedApi(world);
        var told = new List<int>();
        api.Instead = (_, request) =>
        {
            using var json = JsonDocument.Parse(request.Content!.ReadAsStream());
            told.Add(json.RootElement.GetArrayLength());
            return SimulatedApi.Json("");
        };
        using var client = new BeaconClient([new Uri("http://node/")], TimeProvider.System, api);
        var lines = new List<string>();
        world.Logged += entry => lines.Add($"{entry.Message}");
        var system = world.CreateSystem("validators", NodeConfig.Layered(NodeConfig.Situation("simulation")));
        var nobody = new RemoteDutyRefs(ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody);
        var node = world.Invoke(() => system.ActorOf(RemoteNodeActor.Props(new RemoteSettings(Spec, 0, default), client, nobody), "node"));
        SignedValidatorRegistrationV1[] registrations = [.. Enumerable.Range(0, RemoteNodeActor.Bound + 1).Select(Registration)];
        Tell(new RegisterWithBuilder("http://one", registrations));
        Tell(new RegisterWithBuilder("http://two", registrations[..2]));
        world.RunFor(TimeSpan.FromSeconds(3));
        Assert.Empty(told);
        Assert.Contains(lines, static line => line.Contains("1 are not told in this epoch", StringComparison.Ordinal));
        Publish(new BeaconNodesRanked([0]));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([RemoteNodeActor.Bound], told);
        Publish(new BeaconNodesRanked([]));
        Publish(new BeaconNodesRanked([0]));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(told);

        void Tell(object message) => world.Invoke(() =>
        {
            node.Tell(message, ActorRefs.NoSender);
            return true;
        });

        void Publish(object message) => world.Invoke(() =>
        {
            system.EventStream.Publish(message);
            return true;
        });
    }

    private static SignedValidatorRegistrationV1 Registration(int number) => new()
    {
        Message = new ValidatorRegistrationV1 { Pubkey = new BLSPubkey([.. BitConverter.GetBytes(number), .. new byte[44]]) },
    };
}
