using Consensoor.Spec;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// The score's parameters for an Ethereum network, computed from its configuration and the number of active validators by the formulas the
/// big clients share: a peer that has sent all that may be expected gets 10 for its time and 40 for its deliveries in each topic, by the
/// topic's weight; one invalid message takes away what the best peer can have; 10 offences an epoch end at the gossip threshold. Topics
/// they give no parameters (sync committees, columns, payloads and what came after) get some here, with nothing expected of the mesh, and
/// leave the scale as it is.
/// </summary>
public sealed class EthereumScores
{
    private const double MaxInMesh = 10;
    private const double MaxFirstDeliveries = 40;
    private const double ToZero = 0.01;

    private readonly ChainSpec _spec;
    private readonly TimeSpan _slot;
    private readonly TimeSpan _epoch;
    private readonly int _d;
    private readonly double _slotsPerEpoch;
    private readonly bool _isYoung;
    private readonly Dictionary<string, TopicRate> _rates;

    /// <summary>
    /// Computes for a chain with so many active validators. Before a topic's deliveries can have come to rest, counted in slots since
    /// genesis, nothing is expected of its mesh. A slot is as long as that of the time.
    /// </summary>
    public EthereumScores(ChainSpec spec, ulong activeValidators, Slot slotsSinceGenesis, GossipSettings settings, bool isDevnet)
    {
        _spec = spec;
        _d = settings.D;
        var times = new SlotTimes(genesisTimeMs: 0, spec.Preset.SlotsPerEpoch, spec.Config.SlotDurations);
        _slot = TimeSpan.FromMilliseconds(times.DurationMs(slotsSinceGenesis));
        _slotsPerEpoch = spec.Preset.SlotsPerEpoch;
        _epoch = _slot * _slotsPerEpoch;
        _isYoung = slotsSinceGenesis < 16 * spec.Preset.SlotsPerEpoch;
        _rates = Rates(Math.Max(activeValidators, 1));
        Parameters = Global(isDevnet);
    }

    /// <summary>The parameters that are not of one topic.</summary>
    public ScoreParameters Parameters { get; }

    /// <summary>The most a peer can get from the topics that set the scale.</summary>
    public static double MaxPositive => (MaxInMesh + MaxFirstDeliveries) * (0.5 + 0.5 + 1 + (4 * 0.05));

    /// <summary>The parameters of a topic by its name without subnet; null where it has none.</summary>
    public TopicScoreParameters? Of(string name) => _rates.TryGetValue(name, out var rate) ? Topic(rate) : null;

    /// <summary>
    /// The aggregators expected a slot, and the committees (`phase0/validator.md#aggregation-selection`, `is_aggregator`).
    /// </summary>
    internal (double Aggregators, ulong Committees) PerSlot(ulong validators)
    {
        var preset = _spec.Preset;
        var committees = Math.Max(
            1, Math.Min(preset.MaxCommitteesPerSlot, validators / preset.SlotsPerEpoch / preset.TargetCommitteeSize));
        var all = committees * preset.SlotsPerEpoch;
        var size = validators / all;
        var larger = validators - (size * all);
        static double Expected(ulong count, ulong size) =>
            (double)count * size / Math.Max(1, size / Constants.TargetAggregatorsPerCommittee);
        return ((Expected(all - larger, size) + Expected(larger, size + 1)) / preset.SlotsPerEpoch, committees);
    }

    private ScoreParameters Global(bool isDevnet)
    {
        var interval = Interval;
        var decay = Decay(_epoch * 10);
        const double Threshold = 6;
        var target = (10 / _slotsPerEpoch / (1 - decay)) - Threshold;

        // With few slots an epoch the offences come to rest below the free ones; then some dozen take a peer to the gossip threshold.
        target = Math.Max(target, 12);
        var thresholds = new ScoreThresholds();
        return new ScoreParameters
        {
            DecayInterval = interval,
            DecayToZero = ToZero,
            RetainScore = _epoch * 100,
            TopicScoreCap = MaxPositive * 0.5,
            IpColocationFactorWeight = isDevnet ? 0 : -MaxPositive * 0.5,
            IpColocationFactorThreshold = 8,
            BehaviourPenaltyThreshold = Threshold,
            BehaviourPenaltyDecay = decay,
            BehaviourPenaltyWeight = thresholds.Gossip / (target * target),
            Thresholds = thresholds,
        };
    }

    private Dictionary<string, TopicRate> Rates(ulong validators)
    {
        var (config, preset) = (_spec.Config, _spec.Preset);
        var (aggregators, committees) = PerSlot(validators);
        var isBusy = committees >= 2 * config.AttestationSubnetCount / preset.SlotsPerEpoch;
        var subnets = Math.Max(config.AttestationSubnetCount, 1);
        var (perEpoch, rarely) = (4 / _slotsPerEpoch, 1 / 5.0 / _slotsPerEpoch);
        return new Dictionary<string, TopicRate>(StringComparer.Ordinal)
        {
            ["beacon_block"] = new(0.5, 1, 20, new MeshRate(_slotsPerEpoch * 5, 3, _epoch)),
            ["beacon_aggregate_and_proof"] = new(0.5, aggregators, 1, new MeshRate(_slotsPerEpoch * 2, 4, _epoch)),
            ["beacon_attestation"] = new(
                1.0 / subnets,
                validators / (double)subnets / _slotsPerEpoch,
                isBusy ? 1 : 4,
                new MeshRate(_slotsPerEpoch * (isBusy ? 4 : 16), 16, isBusy ? _slot * ((_slotsPerEpoch / 2) + 1) : _epoch * 3)),
            ["voluntary_exit"] = new(0.05, perEpoch, 100),
            ["proposer_slashing"] = new(0.05, rarely, 100),
            ["attester_slashing"] = new(0.05, rarely, 100),
            ["bls_to_execution_change"] = new(0.05, perEpoch, 100),
            ["sync_committee"] = new(0.05, preset.SyncCommitteeSize / (double)Constants.SyncCommitteeSubnetCount, 1),
            ["sync_committee_contribution_and_proof"] = new(
                0.2, Constants.SyncCommitteeSubnetCount * Constants.TargetAggregatorsPerSyncSubcommittee, 1),
            ["blob_sidecar"] = new(0.5 / Math.Max(config.BlobSidecarSubnetCount, 1), 1, 20),
            ["data_column_sidecar"] = new(0.5 / Math.Max(config.DataColumnSidecarSubnetCount, 1), 1, 20),
            ["execution_payload"] = new(0.5, 1, 20),
            ["payload_attestation_message"] = new(0.2, preset.PtcSize, 1),
            ["execution_payload_bid"] = new(0.1, 1, 4),
            ["proposer_preferences"] = new(0.05, 1, 20),
            ["inclusion_list"] = new(0.05, preset.InclusionListCommitteeSize, 4),
        };
    }

    private TopicScoreParameters Topic(TopicRate rate)
    {
        var cap = 3600 / _slot.TotalSeconds;
        var firstDecay = Decay(_epoch * rate.FirstDecayEpochs);
        var firstCap = 2 * rate.MessagesPerSlot / _d / (1 - firstDecay);
        var parameters = new TopicScoreParameters
        {
            TopicWeight = rate.Weight,
            TimeInMeshQuantum = _slot,
            TimeInMeshCap = cap,
            TimeInMeshWeight = MaxInMesh / cap,
            FirstMessageDeliveriesDecay = firstDecay,
            FirstMessageDeliveriesCap = firstCap,
            FirstMessageDeliveriesWeight = MaxFirstDeliveries / firstCap,
            InvalidMessageDeliveriesWeight = -MaxPositive / rate.Weight,
            InvalidMessageDeliveriesDecay = Decay(_epoch * 50),
        };
        if (rate.Mesh is not { } mesh)
        {
            return parameters;
        }

        var decay = Decay(_slot * mesh.DecaySlots);
        var threshold = rate.MessagesPerSlot / 50 / (1 - decay) * decay;
        return parameters with
        {
            MeshMessageDeliveriesDecay = decay,
            MeshMessageDeliveriesThreshold = _isYoung ? 0 : threshold,
            MeshMessageDeliveriesCap = Math.Max(mesh.CapFactor * threshold, 2),
            MeshMessageDeliveriesActivation = mesh.Activation,
            MeshMessageDeliveriesWindow = TimeSpan.FromSeconds(2),
            MeshMessageDeliveriesWeight = _isYoung ? 0 : -rate.Weight,
            MeshFailurePenaltyDecay = decay,
            MeshFailurePenaltyWeight = _isYoung ? 0 : -rate.Weight,
        };
    }

    // Counters decay once a slot, or once a second where slots are shorter.
    private TimeSpan Interval => _slot < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : _slot;

    private double Decay(TimeSpan time) => Math.Pow(ToZero, 1 / Math.Max(time / Interval, 1));
}
