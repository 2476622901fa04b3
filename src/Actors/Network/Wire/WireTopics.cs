using Consensoor.Actors.Network.Topics;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Wire;

/// <summary>
/// The topics of the wire by the table of topics: which are subscribed in an epoch, their names, their parts in the score. Around a fork or
/// blob-parameter fork both digests are subscribed, from two epochs before to two epochs after it
/// (`altair/p2p-interface.md#transitioning-the-gossip`).
/// </summary>
internal sealed class WireTopics
{
    private const int Around = 2;

    private readonly WireSettings _settings;
    private readonly Dictionary<string, Topic> _rows = TopicTable.Rows.ToDictionary(static row => row.Name, StringComparer.Ordinal);
    private readonly Dictionary<ForkDigest, ForkName> _digests = [];
    private readonly Dictionary<(TopicKind Kind, ForkName Fork), long> _bounds = [];
    // What was made of names and topics, since each message asks for it; let go where it changes.
    private readonly Dictionary<string, GossipTopic> _parsed = new(StringComparer.Ordinal);
    private readonly Dictionary<GossipTopic, GossipTopicSettings> _made = [];
    private EthereumScores _scores;

    public WireTopics(WireSettings settings)
    {
        _settings = settings;
        var longest = settings.Spec.Config.SlotDurations.Max(static slots => slots.Milliseconds);
        Gossip = new GossipSettings
        {
            SeenTtl = TimeSpan.FromMilliseconds(longest) * (2 * (double)settings.Spec.Preset.SlotsPerEpoch),
            MaxPayloadSize = (long)Math.Min(settings.Spec.Config.MaxPayloadSize, int.MaxValue / 2),
            IsTopic = IsTopic,
            HasPartialMessages = settings.Partials.Support != PartialSupport.None,
        };
        _scores = new EthereumScores(settings.Spec, settings.ActiveValidators, 0, Gossip, settings.IsDevnet);
        Gossip = Gossip with { Scores = _scores.Parameters };
    }

    /// <summary>The settings of the router.</summary>
    public GossipSettings Gossip { get; }

    /// <summary>The part of the score that is no topic's.</summary>
    public ScoreParameters Scores => _scores.Parameters;

    /// <summary>Computes scores anew, for another number of validators or another time.</summary>
    public void Score(ulong activeValidators, Slot now)
    {
        _scores = new EthereumScores(_settings.Spec, activeValidators, now, Gossip, _settings.IsDevnet);
        _made.Clear();
    }

    /// <summary>
    /// The topics to be subscribed to in an epoch; where the interests are not known yet, no subnet of those that they decide.
    /// </summary>
    public IReadOnlyList<GossipTopicSettings> Wanted(Epoch epoch, NetworkInterests? interests)
    {
        _digests.Clear();
        _parsed.Clear();
        _made.Clear();
        for (var near = epoch < Around ? 0 : epoch - Around; near <= epoch + Around; near++)
        {
            _digests[_settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, near)] = _settings.Spec.ForkAt(near);
        }

        return [.. _digests.SelectMany(digest => TopicTable.Rows
            .Where(row => row.Since <= digest.Value && !(digest.Value >= row.Until))
            .SelectMany(row => Subnets(row, digest.Value, interests).Select(subnet => Settings(row, digest.Value, digest.Key, subnet))))];
    }

    /// <summary>The subnets that the node is on by its interests, under the digest of an epoch, each with its topic's name.</summary>
    public IEnumerable<(TopicKind Kind, ulong Subnet, string Name)> Covered(Epoch epoch, NetworkInterests? interests)
    {
        var (fork, digest) = (_settings.Spec.ForkAt(epoch), _settings.Spec.ComputeForkDigest(_settings.GenesisValidatorsRoot, epoch));
        return TopicTable.Rows
            .Where(row => row.Interest is not null && row.Since <= fork && !(fork >= row.Until))
            .SelectMany(row => Subnets(row, fork, interests)
                .Select(subnet => (row.Kind, subnet!.Value, new EthereumTopic(digest, row.Name, subnet).ToString())));
    }

    /// <summary>A topic's settings, also where it is not subscribed to.</summary>
    public GossipTopicSettings Of(GossipTopic topic)
    {
        if (!_made.TryGetValue(topic, out var settings))
        {
            _made[topic] = settings = Settings(TopicTable.Of(topic.Kind), topic.Fork, topic.Digest, topic.Subnet);
        }

        return settings;
    }

    /// <summary>
    /// Reads the name of a topic that this node is subscribed to; null where it is none of those around the epoch that was last asked for.
    /// </summary>
    public GossipTopic? Parse(string name)
    {
        if (!_parsed.TryGetValue(name, out var known) && Read(name) is { } read)
        {
            _parsed[name] = known = read;
        }

        return known;
    }

    /// <summary>The name of a topic's row, without digest and subnet; the whole name where it is of none.</summary>
    public string NameOf(string name) =>
        EthereumTopic.TryParse(name, out var topic) && _rows.ContainsKey(topic.Name) ? topic.Name : name;

    private GossipTopic? Read(string name) =>
        EthereumTopic.TryParse(name, out var topic)
            && _digests.TryGetValue(topic.Digest, out var fork)
            && _rows.TryGetValue(topic.Name, out var row)
            && row.FormIn(_settings.Spec, fork, topic.Subnet, out _) is not null
            ? new GossipTopic(fork, topic.Digest, row.Kind, topic.Subnet)
            : null;

    // Any fork's: peers subscribe before this node does.
    private bool IsTopic(string name) =>
        EthereumTopic.TryParse(name, out var topic)
            && _rows.TryGetValue(topic.Name, out var row)
            && _settings.Spec.ForkOfDigest(_settings.GenesisValidatorsRoot, topic.Digest) is { } fork
            && row.FormIn(_settings.Spec, fork, topic.Subnet, out _) is not null;

    private IEnumerable<ulong?> Subnets(Topic row, ForkName fork, NetworkInterests? interests)
    {
        if (row.Subnets is not { } count)
        {
            return [null];
        }

        var all = Enumerable.Range(0, (int)count(_settings.Spec, fork));
        if (row.Interest is { } interest)
        {
            all = interests is null ? [] : all.Where(subnet => subnet < interest(interests).Length && interest(interests)[subnet]);
        }

        return all.Select(static subnet => (ulong?)subnet);
    }

    private GossipTopicSettings Settings(Topic row, ForkName fork, ForkDigest digest, ulong? subnet) => new(
        new EthereumTopic(digest, row.Name, subnet).ToString(),
        fork >= ForkName.Altair ? MessageIdRule.Altair : MessageIdRule.Phase0,
        Most(row, fork),
        _scores.Of(row.Name))
    {
        Partial = row.HasParts ? _settings.Partials.Support : PartialSupport.None,
    };

    // Walking a type costs more than its messages do.
    private long Most(Topic row, ForkName fork)
    {
        if (!_bounds.TryGetValue((row.Kind, fork), out var most))
        {
            _bounds[(row.Kind, fork)] = most = (long)row.MostBytes(_settings.Spec, fork);
        }

        return most;
    }
}
