namespace Consensoor.Actors.Cli;

/// <summary>Names the exit codes of the program; docs/operations.md has the table.</summary>
public static class ExitCodes
{
    /// <summary>Done, or stopped when asked to.</summary>
    public const int Done = 0;

    /// <summary>
    /// Refused: an input, a configuration or the surroundings do not allow what was asked; the reason is on standard error.
    /// </summary>
    public const int Refused = 1;

    /// <summary>The command line is not understood; the option and what it expects are on standard error.</summary>
    public const int BadCommandLine = 2;

    /// <summary>A fault of the program itself, which should be reported.</summary>
    public const int Fault = 70;
}
