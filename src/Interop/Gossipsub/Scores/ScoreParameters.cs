namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>The parameters of the score that are not of one topic (`gossipsub-v1.1.md#peer-scoring` of libp2p).</summary>
public sealed record ScoreParameters
{
    /// <summary>Time between two decays of the counters.</summary>
    public TimeSpan DecayInterval { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>A counter below it is zero.</summary>
    public double DecayToZero { get; init; } = 0.01;

    /// <summary>How long the score of a peer that went is kept, unless it is positive.</summary>
    public TimeSpan RetainScore { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Scores of peers that went that are kept at most. Drop rule: the one that would be forgotten first.</summary>
    public int Retained { get; init; } = 4096;

    /// <summary>The most that all topics together may give; zero for no cap.</summary>
    public double TopicScoreCap { get; init; }

    /// <summary>P5: weight of what the application thinks of the peer.</summary>
    public double AppSpecificWeight { get; init; } = 1;

    /// <summary>P6: weight of the square of peers at one address beyond the threshold; zero on a devnet, where all share one.</summary>
    public double IpColocationFactorWeight { get; init; }

    /// <summary>P6: peers at one address that cost nothing.</summary>
    public double IpColocationFactorThreshold { get; init; } = 8;

    /// <summary>P7: weight of the square of offences beyond the threshold.</summary>
    public double BehaviourPenaltyWeight { get; init; }

    /// <summary>P7: offences that cost nothing.</summary>
    public double BehaviourPenaltyThreshold { get; init; } = 6;

    /// <summary>P7: decay.</summary>
    public double BehaviourPenaltyDecay { get; init; }

    /// <summary>The thresholds.</summary>
    public ScoreThresholds Thresholds { get; init; } = new();
}
