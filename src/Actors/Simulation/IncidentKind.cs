namespace Consensoor.Actors.Simulation;

/// <summary>Names what an <see cref="Incident"/> is, in the order a report has them.</summary>
public enum IncidentKind
{
    /// <summary>The scenario did it: a node was killed, a link cut, a disk slowed.</summary>
    Fault,

    /// <summary>A duty was not done, or a slot has no block.</summary>
    Miss,

    /// <summary>A block was refused.</summary>
    Refusal,

    /// <summary>An actor logged an error.</summary>
    Error,
}
