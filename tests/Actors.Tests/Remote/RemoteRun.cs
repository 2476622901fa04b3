using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Remote;
using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>A world with nodes that have no keys, their API, and validators on it.</summary>
internal sealed class RemoteRun : IDisposable
{
    public const int Validators = 64;
    public const int SlotsPerEpoch = 8;

    private static readonly Lazy<IKzg> Kzg = new(static () => new ManagedKzg());

    private readonly LocalSigner _signer = new(KeyedBls.Shared, InteropGenesis.SecretKeys(0, Validators));
    private readonly List<BeaconClient> _clients = [];
    private readonly SimulatedNetwork _network;

    /// <summary>A world whose chain has a configuration, and builders of these balances (Gwei).</summary>
    public RemoteRun(Func<ChainSpec, ChainSpec> configure, params IReadOnlyList<Gwei> builders)
    {
        World = SimulatedWorld.Create(1);
        _network = new SimulatedNetwork(World);
        Api = new SimulatedApi(World);
        Chain = DevnetWorld.Create(
            Validators,
            World.Start + TestNode.GenesisDelay,
            execution => configure(DevnetChain.Create(execution, (ulong)TestNode.SlotTime.TotalMilliseconds, gloasFromGenesis: true)),
            KeyedBls.Shared,
            builders);
        Protection = new InMemorySlashingProtection(Chain.Genesis.GenesisValidatorsRoot);
        World.Logged += entry =>
        {
            if (entry.LogLevel() >= Akka.Event.LogLevel.WarningLevel)
            {
                Complaints.Add($"{World.Elapsed} {entry.LogSource}: {entry.Message} {entry.Cause}");
            }
        };
    }

    public SimulatedWorld World { get; }

    public SimulatedApi Api { get; }

    public DevnetWorld Chain { get; }

    public ISlashingProtection Protection { get; }

    /// <summary>What signs with shares of distributed validators; null where the keys are whole.</summary>
    public IValidatorSigner? Shares { get; set; }

    /// <summary>What stands before the signer of whole keys.</summary>
    public Func<IValidatorSigner, IValidatorSigner> Signing { get; set; } = static signer => signer;

    /// <summary>What is said of the validators' blocks.</summary>
    public ProposerTable Proposers { get; set; } = ProposerTable.Empty;

    /// <summary>Warnings of all systems.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What became of the validators' duties, in order.</summary>
    public List<DutyPerformed> Duties { get; } = [];

    /// <summary>A chain that is in a fork from genesis on, and stays in it.</summary>
    public static Func<ChainSpec, ChainSpec> Only(ForkName last) => spec =>
    {
        Epoch At(ForkName fork) => fork <= last ? 0 : Spec.Constants.FarFutureEpoch;
        return new ChainSpec(spec.Preset, spec.Config with
        {
            BellatrixForkEpoch = At(ForkName.Bellatrix),
            CapellaForkEpoch = At(ForkName.Capella),
            DenebForkEpoch = At(ForkName.Deneb),
            ElectraForkEpoch = At(ForkName.Electra),
            FuluForkEpoch = At(ForkName.Fulu),
            GloasForkEpoch = At(ForkName.Gloas),
        });
    };

    /// <summary>Starts a node without keys, whose API has its name for a host.</summary>
    public DevnetNode Node(string name, IBuilderClient? builders = null, Func<IExecutionLayer, IExecutionLayer>? engine = null)
    {
        var node = DevnetNode.Start(World, _network, Chain, new DevnetNodeOptions(name, new InMemoryChainStore())
        {
            Bls = KeyedBls.Shared,
            BuilderClient = builders,
            Engine = engine ?? (static embedded => embedded),
            Hocon = builders is null ? "" : $"consensoor.validators.builder.urls = \"{SimulatedRelay.Url}\"",
        });
        World.RunQuiet();
        Api.Add(name, node.System, Chain);
        return node;
    }

    /// <summary>Starts validators with all keys on hosts, in their order.</summary>
    public ActorSystem Start(string name, ulong doppelgangerEpochs = 0, params string[] hosts)
    {
        var system = World.CreateSystem(name, NodeConfig.Layered(ConfigurationFactory.Empty, NodeConfig.Situation("simulation")));
        World.Observe<DutyPerformed>(system, performed =>
        {
            Duties.Add(performed);
            return null;
        });
        Uri[] urls = [.. hosts.Select(static host => new Uri($"http://{host}/"))];
        var client = new BeaconClient(urls, new SchedulerTime(system.Scheduler), Api);
        _clients.Add(client);
        var settings = new RemoteSettings(Chain.Spec, Chain.Genesis.GenesisTime, Chain.Genesis.GenesisValidatorsRoot)
        {
            IsDistributed = Shares is not null,
        };
        _ = Kzg.Value;
        var signer = Shares ?? Signing(_signer);
        World.Invoke(() =>
        {
            RemoteValidators.Start(
                system,
                settings,
                client,
                signer,
                Protection,
                Proposers,
                new InMemoryProposerStore(),
                Kzg.Value,
                doppelgangerEpochs > 0 ? new DoppelgangerWatch(doppelgangerEpochs, isTold: true) : null);
            return true;
        });
        return system;
    }

    /// <summary>Runs to the begin of a slot, and a second into it.</summary>
    public void RunUntilSlot(int slot) => TestNode.RunUntilSlot(World, slot);

    public void Dispose()
    {
        _clients.ForEach(static client => client.Dispose());
        World.Dispose();
        _signer.Dispose();
    }
}
