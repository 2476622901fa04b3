namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>The parts of a score, P1 to P7 (`gossipsub-v1.1.md#the-score-function` of libp2p).</summary>
public enum ScorePart
{
    /// <summary>P1.</summary>
    TimeInMesh,
    /// <summary>P2.</summary>
    FirstDeliveries,
    /// <summary>P3.</summary>
    MeshDeliveries,
    /// <summary>P3b.</summary>
    MeshFailures,
    /// <summary>P4.</summary>
    Invalid,
    /// <summary>P5.</summary>
    Application,
    /// <summary>P6.</summary>
    SharedAddress,
    /// <summary>P7.</summary>
    Behaviour,
}
