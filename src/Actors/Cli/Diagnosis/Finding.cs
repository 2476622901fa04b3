namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Says what one check of `doctor` found, and what to do about it where something is to be done.</summary>
internal sealed record Finding(string Check, FindingLevel Level, string Text, string? Advice = null)
{
    /// <summary>What was looked at is as it should be.</summary>
    public static Finding Ok(string check, string text) => new(check, FindingLevel.Ok, text);

    /// <summary>A node starts, and something will go worse than it could.</summary>
    public static Finding Warn(string check, string text, string advice) => new(check, FindingLevel.Warn, text, advice);

    /// <summary>A node does not start, or is of no use.</summary>
    public static Finding Fail(string check, string text, string advice) => new(check, FindingLevel.Fail, text, advice);
}
