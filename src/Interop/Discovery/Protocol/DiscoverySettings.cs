namespace Consensoor.Interop.Discovery.Protocol;

/// <summary>
/// What discv5 may use and how long it waits. The defaults are for a public network; <see cref="Devnet"/> is for one machine or LAN.
/// </summary>
public sealed record DiscoverySettings
{
    /// <summary>For nodes that share addresses: no limits by network, ample ones by address, two votes for the own address.</summary>
    public static DiscoverySettings Devnet { get; } = new()
    {
        MaxPerNetworkInBucket = 0,
        MaxPerNetworkInTable = 0,
        MaxSessionsPerAddress = 1000,
        ChallengesPerAddress = new Rate(200, 400),
        RequestsPerAddress = new Rate(2000, 4000),
        VotesNeeded = 2,
        OneVoteAnAddress = false,
        PingInterval = TimeSpan.FromSeconds(30),
        RefreshInterval = TimeSpan.FromSeconds(10),
    };

    /// <summary>Whether IPv4 addresses are dialled.</summary>
    public bool ByIPv4 { get; init; } = true;

    /// <summary>Whether IPv6 addresses are dialled.</summary>
    public bool ByIPv6 { get; init; }

    /// <summary>How long an answer may take, and the handshake before it.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a challenge is good.</summary>
    public TimeSpan ChallengeLifetime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Sessions kept; the one not used longest goes.</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>Sessions of one address kept (of an IPv6 /64); its own longest unused one goes.</summary>
    public int MaxSessionsPerAddress { get; init; } = 10;

    /// <summary>Challenges kept; beyond that none is made until one expires.</summary>
    public int MaxChallenges { get; init; } = 1000;

    /// <summary>Challenges sent to one address.</summary>
    public Rate ChallengesPerAddress { get; init; } = new(5, 20);

    /// <summary>Challenges sent to all.</summary>
    public Rate ChallengesInAll { get; init; } = new(250, 500);

    /// <summary>Requests answered to one address.</summary>
    public Rate RequestsPerAddress { get; init; } = new(20, 60);

    /// <summary>Requests under way, handshakes of this node among them; beyond that lookups wait.</summary>
    public int MaxPending { get; init; } = 256;

    /// <summary>Members of a bucket (k).</summary>
    public int BucketSize { get; init; } = 16;

    /// <summary>Replacements kept beside a bucket.</summary>
    public int ReplacementSize { get; init; } = 8;

    /// <summary>Members of one network (IPv4 /24, IPv6 /64) in a bucket.</summary>
    public int MaxPerNetworkInBucket { get; init; } = 2;

    /// <summary>Members of one network in the table; 0 for no limit in table and bucket.</summary>
    public int MaxPerNetworkInTable { get; init; } = 10;

    /// <summary>Nodes heard of that wait to be asked for a sign of life; beyond that new ones are forgotten.</summary>
    public int MaxCandidates { get; init; } = 200;

    /// <summary>Signs of life asked for at a time.</summary>
    public int PingParallelism { get; init; } = 8;

    /// <summary>When a member that answered is asked for a sign of life again.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>When a member that did not answer is asked again.</summary>
    public TimeSpan PingRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Unanswered requests in a row that a member is removed after.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>How often a random place of the network is looked up.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Nodes asked at a time in a lookup (alpha).</summary>
    public int LookupParallelism { get; init; } = 3;

    /// <summary>Nodes asked in a lookup at most.</summary>
    public int LookupQueries { get; init; } = 64;

    /// <summary>Lookups under way at most.</summary>
    public int MaxLookups { get; init; } = 8;

    /// <summary>Whether the own address is taken from PONGs.</summary>
    public bool LearnsAddress { get; init; } = true;

    /// <summary>Votes that the own address needs; more than half of all must agree.</summary>
    public int VotesNeeded { get; init; } = 5;

    /// <summary>Whether a network has one vote only.</summary>
    public bool OneVoteAnAddress { get; init; } = true;

    /// <summary>How long a vote counts.</summary>
    public TimeSpan VoteLifetime { get; init; } = TimeSpan.FromMinutes(5);
}
