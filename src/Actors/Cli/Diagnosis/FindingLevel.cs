namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>How bad a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A node starts, and something will go worse than it could.</summary>
    Warn,

    /// <summary>A node does not start, or is of no use.</summary>
    Fail,
}
