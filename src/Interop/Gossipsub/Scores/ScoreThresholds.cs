namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>The scores at which a peer is treated otherwise (`gossipsub-v1.1.md#score-thresholds` of libp2p).</summary>
public sealed record ScoreThresholds
{
    /// <summary>Below it IHAVE and IWANT are neither sent nor heard.</summary>
    public double Gossip { get; init; } = -4000;

    /// <summary>Below it own messages are not sent to the peer.</summary>
    public double Publish { get; init; } = -8000;

    /// <summary>Below it nothing of the peer is looked at.</summary>
    public double Graylist { get; init; } = -16000;

    /// <summary>A mesh whose median is below it takes in better peers.</summary>
    public double OpportunisticGraft { get; init; } = 5;
}
