using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Simulation;
using Consensoor.Actors.Simulation.Network;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// A production node in a simulated world, and what it published so far. It forgets blocks that are finalized for long, as a node does.
/// </summary>
public sealed class DevnetNode : IScenarioNode
{
    private const int Remembered = 128;
    private static readonly Lazy<IKzg> Kzg = new(static () => new ManagedKzg());

    private readonly Dictionary<Slot, TimeSpan> _imports = [];
    private readonly List<SignedBeaconBlock> _blocks = [];
    private readonly List<SignedExecutionPayloadEnvelope> _envelopes = [];
    private readonly List<DutyPerformed> _duties = [];
    private readonly List<IBuilderEvent> _builderEvents = [];
    private readonly List<FaultHappened> _faults = [];
    private readonly SortedDictionary<string, QueueStatus> _queues = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, double> _scores = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _left = new(StringComparer.Ordinal);

    private DevnetNode(ActorSystem system, EmbeddedMempool mempool)
    {
        System = system;
        Mempool = mempool;
    }

    /// <inheritdoc/>
    public ActorSystem System { get; }

    /// <summary>What it is made of.</summary>
    public NodeSettings Settings { get; private set; } = null!;

    /// <summary>What waits for a payload that this node builds.</summary>
    public EmbeddedMempool Mempool { get; }

    /// <summary>The last head, null before the first block.</summary>
    public HeadSnapshot? Head { get; private set; }

    /// <summary>The checkpoint the node finalized last; null before the first.</summary>
    public Checkpoint? Finalized { get; private set; }

    /// <summary>When the block of a slot was imported, counted from the slot's start; slots without a block are missing.</summary>
    public IReadOnlyDictionary<Slot, TimeSpan> Imports => _imports;

    /// <summary>The last blocks it imported, in order.</summary>
    public IReadOnlyList<SignedBeaconBlock> Blocks => _blocks;

    /// <summary>The last payload envelopes it imported, in order.</summary>
    public IReadOnlyList<SignedExecutionPayloadEnvelope> Envelopes => _envelopes;

    /// <summary>What became of its validators' last duties, in order.</summary>
    public IReadOnlyList<DutyPerformed> Duties => _duties;

    /// <summary>What its builder told last, in order.</summary>
    public IReadOnlyList<IBuilderEvent> BuilderEvents => _builderEvents;

    /// <summary>The last faults that it did on purpose, in order.</summary>
    public IReadOnlyList<FaultHappened> Faults => _faults;

    /// <summary>The scores that its wire gives its peers, by their names, as of the last slot; empty on the bus.</summary>
    public IReadOnlyDictionary<string, double> Scores => _scores;

    /// <summary>The peers that it said goodbye to, by their names, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Left => _left;

    /// <summary>How its queues and pools stood in the last slot, by name.</summary>
    public IReadOnlyDictionary<string, QueueStatus> Queues => _queues;

    /// <summary>Starts a node in a world and attaches it to a network.</summary>
    public static DevnetNode Start(SimulatedWorld world, SimulatedNetwork network, DevnetWorld chain, DevnetNodeOptions options)
    {
        var hocon = NodeConfig.Layered(ConfigurationFactory.ParseString(options.Hocon), NodeConfig.Situation("simulation"));
        var system = world.CreateSystem(options.Name, hocon);
        var node = new DevnetNode(system, new EmbeddedMempool(chain.Spec.Config));
        node.Observe(world, chain, options.Bls);
        node.ObservePeers(world, options.NameOf);
        node.ObserveBuilder(world);
        var seed = new byte[32];
        world.Random($"node {options.Name}").Fill(seed);
        var genesis = options.Checkpoint is null ? NodeStore.GenesisOf(chain.Genesis) : null;
        if (genesis is not null)
        {
            NodeStore.WithGenesis(options.Store, genesis);
        }
        else if (options.Store.Anchor is null)
        {
            NodeStore.WithCheckpoint(options.Store, options.Checkpoint!);
        }

        var anchor = NodeStore.ExecutionAnchor(options.Store, chain.Spec);
        var settings = new NodeSettings
        {
            Name = options.Name,
            Spec = chain.Spec,
            Genesis = genesis,
            Known = options.Checkpoint?.State,
            RejectedRoots = options.RejectedRoots,
            Store = options.Store,
            Columns = options.Columns,
            Blobs = options.Blobs,
            BidStore = options.BidStore,
            IsSupernode = options.IsSupernode,
            Protection = SimulatedProtection.Of(world, options.Name, chain.Genesis.GenesisValidatorsRoot),
            Execution = options.Engine(new EmbeddedEngine(new EmbeddedExecutionLayer(chain.Spec, anchor, node.Mempool))),
            Gossip = options.Connection(new SimulatedConnection(network)),
            BuilderClient = options.BuilderClient,
            Bls = options.Bls,
            Kzg = Kzg.Value,
            Seed = seed,
            Validators = [.. InteropGenesis.SecretKeys(options.FirstValidator, options.Validators)
                .Select((key, i) => new ValidatorKey((ulong)(options.FirstValidator + i), key))],
            BuilderKeys = options.Builder is null ? [] : InteropGenesis.SecretKeys(options.BuilderKey, 1),
            Bids = options.Builder?.Policy,
            Doppelgangers = options.DoppelgangerEpochs > 0 ? new DoppelgangerWatch(options.DoppelgangerEpochs) : null,
        };
        var own = options.Signer is { } signer ? settings with { Signer = signer } : settings;
        node.Settings = own;
        world.Invoke(() => Node.Start(system, own));
        return node;
    }

    /// <summary>Says in one line where its chain stands.</summary>
    public string Standing(long slot) => Head is not { } head
        ? $"no head in slot {slot}"
        : $"head {Short(head.Root)} of slot {head.Slot}, payload {head.PayloadStatus.ToString().ToLowerInvariant()}"
            + $"{(head.IsOptimistic ? ", optimistic" : "")}; justified {head.Justified.Epoch}, "
            + $"finalized {Finalized?.Epoch ?? head.Finalized.Epoch}; last block imported of slot "
            + $"{(_blocks.Count == 0 ? 0 : _blocks[^1].Message.Slot)}{PeersStanding()}";

    private void Observe(SimulatedWorld world, DevnetWorld chain, IBls bls)
    {
        var schedule = new SlotSchedule(chain.Spec, chain.Genesis.GenesisTime);
        world.Observe<BlockImported>(System, imported =>
        {
            var slot = imported.Block.Message.Slot;
            _imports[slot] = imported.At - schedule.StartOf(slot);
            Remember(_blocks, imported.Block, Remembered);
            return $"imports {Short(imported.Root)} of slot {slot}";
        });
        world.Observe<PayloadImported>(System, imported =>
        {
            Remember(_envelopes, imported.Envelope, Remembered);
            return null;
        });
        world.Observe<HeadChanged>(System, changed =>
        {
            Head = changed.Head;
            // A node that was started again has finality from its store, and no news of it.
            Finalized ??= changed.Head.Finalized;
            if (bls is KeyedBls keyed)
            {
                keyed.Learn(changed.Head.State.CurrentSyncCommittee);
                keyed.Learn(changed.Head.State.NextSyncCommittee);
            }

            var state = Short(changed.Head.Block.Message.StateRoot);
            return $"head {Short(changed.Head.Root)} of slot {changed.Head.Slot} {changed.Head.PayloadStatus}, state {state}";
        });
        world.Observe<FinalizedCheckpointAdvanced>(System, advanced =>
        {
            Finalized = advanced.Finalized;
            return $"finalizes epoch {advanced.Finalized.Epoch} {Short(advanced.Finalized.Root)}";
        });
        world.Observe<DutyPerformed>(System, duty =>
        {
            Remember(_duties, duty, 8 * Remembered);
            if (duty is { IsDue: true, Reason: { } reason })
            {
                world.Note(IncidentKind.Miss, System.Name, $"{duty.Kind} of slot {duty.Slot}: {reason}");
            }

            return $"validator {duty.Validator}, {duty.Kind} of slot {duty.Slot}: {duty.Reason ?? "done"}";
        });
        world.Observe<FaultHappened>(System, happened =>
        {
            Remember(_faults, happened, Remembered);
            return $"does wrong in slot {happened.Slot}: {happened.Kind}, {happened.What}";
        });
        world.Observe<QueueStatus>(System, status =>
        {
            _queues[status.Queue] = status;
            return null;
        });
        world.Observe<BlockRefused>(System, refused =>
        {
            var text = $"refuses {Short(refused.Root)} of slot {refused.Slot}: {refused.Refusal}";
            world.Note(IncidentKind.Refusal, System.Name, text);
            return text;
        });
    }

    private string PeersStanding() => _scores.Count == 0 ? "" : "; scores " + string.Join(
        ", ", _scores.Select(static peer => string.Create(CultureInfo.InvariantCulture, $"{peer.Key} {peer.Value:0.0}")));

    private void ObservePeers(SimulatedWorld world, Func<string, string> nameOf)
    {
        world.Observe<PeerScores>(System, scores =>
        {
            _scores.Clear();
            foreach (var (peer, score) in scores.Peers)
            {
                _scores[nameOf(peer)] = score;
            }

            return null;
        });
        world.Observe<PeerLeft>(System, left =>
        {
            var name = nameOf(left.Peer);
            var text = string.Create(CultureInfo.InvariantCulture, $"leaves {name}, whose score is {left.Score:0}: {left.Why}");
            _left[name] = left.Why;
            world.Note(IncidentKind.Refusal, System.Name, text);
            return text;
        });
    }

    private void ObserveBuilder(SimulatedWorld world)
    {
        world.Observe<BidTold>(System, bid => Told(bid, $"builder {bid.Builder} bids {bid.Value} Gwei for slot {bid.Slot}"));
        world.Observe<BidOmitted>(System, none => Told(none, $"builder {none.Builder} does not bid for slot {none.Slot}: {none.Reason}"));
        world.Observe<PayloadRevealed>(System, shown => Told(shown, $"builder {shown.Builder} shows the payload of slot {shown.Slot}"));
        world.Observe<PayloadWithheld>(System, withheld =>
            Told(withheld, $"builder {withheld.Builder} withholds the payload of slot {withheld.Slot}: {withheld.Reason}"));
        world.Observe<BuilderAccount>(System, account => Told(
            account, $"builder {account.Builder} has {account.Balance}, owes {account.Payments} and {account.Withdrawals} Gwei"));

        string Told(IBuilderEvent told, string text)
        {
            Remember(_builderEvents, told, 4 * Remembered);
            return text;
        }
    }

    private static void Remember<T>(List<T> last, T item, int bound)
    {
        last.Add(item);
        if (last.Count >= 2 * bound)
        {
            last.RemoveRange(0, bound);
        }
    }

    private static string Short(Root root) => root.ToString()[..10];
}
