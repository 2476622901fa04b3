namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// The parameters of one topic in the score (`gossipsub-v1.1.md#peer-scoring` of libp2p): weights, decay factors by interval, caps and
/// thresholds of P1 to P4. A weight of zero leaves its part out.
/// </summary>
public sealed record TopicScoreParameters
{
    /// <summary>The weight of the topic among all.</summary>
    public double TopicWeight { get; init; }

    /// <summary>P1: weight of the time in the mesh, in quanta.</summary>
    public double TimeInMeshWeight { get; init; }

    /// <summary>P1: the quantum.</summary>
    public TimeSpan TimeInMeshQuantum { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>P1: the most quanta that count.</summary>
    public double TimeInMeshCap { get; init; }

    /// <summary>P2: weight of messages delivered first.</summary>
    public double FirstMessageDeliveriesWeight { get; init; }

    /// <summary>P2: decay.</summary>
    public double FirstMessageDeliveriesDecay { get; init; }

    /// <summary>P2: the most that count.</summary>
    public double FirstMessageDeliveriesCap { get; init; }

    /// <summary>P3: weight of the square of what is missing to the deliveries expected of a mesh peer; negative or zero.</summary>
    public double MeshMessageDeliveriesWeight { get; init; }

    /// <summary>P3: decay.</summary>
    public double MeshMessageDeliveriesDecay { get; init; }

    /// <summary>P3: deliveries that are expected.</summary>
    public double MeshMessageDeliveriesThreshold { get; init; }

    /// <summary>P3: the most that count.</summary>
    public double MeshMessageDeliveriesCap { get; init; }

    /// <summary>P3: how long a peer is in the mesh before it is expected to deliver.</summary>
    public TimeSpan MeshMessageDeliveriesActivation { get; init; }

    /// <summary>P3: how long after the verdict on a message a copy of it still counts.</summary>
    public TimeSpan MeshMessageDeliveriesWindow { get; init; }

    /// <summary>P3b: weight of what was missing when the peer left the mesh; negative or zero.</summary>
    public double MeshFailurePenaltyWeight { get; init; }

    /// <summary>P3b: decay.</summary>
    public double MeshFailurePenaltyDecay { get; init; }

    /// <summary>P4: weight of the square of invalid messages; negative or zero.</summary>
    public double InvalidMessageDeliveriesWeight { get; init; }

    /// <summary>P4: decay.</summary>
    public double InvalidMessageDeliveriesDecay { get; init; }
}
