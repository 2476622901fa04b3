namespace Consensoor.Hosting;

/// <summary>What a node in a host is to be: its settings by the names that HOCON has for them, below `consensoor`.</summary>
public sealed class ConsensoorNodeOptions
{
    /// <summary>
    /// True for a devnet of this process, with a genesis of its own and interop validators, as the command `devnet`; false for a node on a
    /// genesis that is given, as `run`.
    /// </summary>
    public bool IsDevnet { get; set; }

    /// <summary>
    /// Settings by path below `consensoor`, over those of configuration: `run.data-dir`, `validators.fee-recipient`, and for a devnet the
    /// options of its command as `devnet.validators`. A setting that there is not is refused at the start, with the nearest that there is.
    /// </summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A HOCON file, over which the settings lie; null for none.</summary>
    public string? HoconFile { get; set; }

    /// <summary>True where the log of the node stays Serilog's static one; false for the loggers of the host.</summary>
    public bool KeepsSerilog { get; set; }

    /// <summary>Gives a setting, and these options again.</summary>
    public ConsensoorNodeOptions Set(string path, string value)
    {
        Settings[path] = value;
        return this;
    }
}
