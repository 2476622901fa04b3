namespace Consensoor.Actors.Tests.Sync;

/// <summary>How a peer answers a sync by range.</summary>
public enum RangeManner
{
    Honest,

    /// <summary>After two and a half seconds each time.</summary>
    Steady,

    /// <summary>Honestly, but for answers that are lost.</summary>
    Loses,

    /// <summary>Later than it is waited for.</summary>
    Late,

    Silent,
    Empty,
    Forged,
    WrongSlots,
}
