using System.CommandLine;

namespace Consensoor.Actors.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CliOptions
{
    /// <summary>An option that an environment variable stands in for: --data-dir and CONSENSOOR_DATA_DIR.</summary>
    public static Option<T> WithVariable<T>(string name, string description, T fallback, Func<string, T> read)
    {
        var variable = VariableOf(name);
        return new Option<T>(name)
        {
            Description = $"{description} [{variable}]",
            DefaultValueFactory = result =>
            {
                if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
                {
                    return fallback;
                }

                try
                {
                    return read(text);
                }
                catch (FormatException)
                {
                    result.AddError($"{variable}: '{text}' is no value for {name}");
                    return fallback;
                }
            },
        };
    }

    /// <summary>The variable of an option.</summary>
    public static string VariableOf(string name) => "CONSENSOOR_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    public static Option<string> DataDir() => WithVariable("--data-dir", "Directory for storing data", "./data", static text => text);

    public static Option<string> LogLevel()
    {
        var option = WithVariable("--log-level", "DEBUG, INFO, WARNING or ERROR", "INFO", static text => text);
        option.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is { } level && !LogLevels.Names.Contains(level, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"--log-level: '{level}' is none of {string.Join(", ", LogLevels.Names)}");
            }
        });
        return option;
    }

    public static Option<int> BeaconApiPort() => Port("--beacon-api-port", "Port of the Beacon API, 0 for none", 5052);

    public static Option<int> MetricsPort() => Port("--metrics-port", "Port of the Prometheus metrics, 0 for none", 8008);

    public static Option<int> Port(string name, string description, int fallback)
    {
        var option = WithVariable(name, description, fallback, static text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError($"{name}: a port is a number from 0 to 65535");
            }
        });
        return option;
    }

    public static Option<string?> Preset() => WithVariable<string?>("--preset", "mainnet or minimal", null, static text => text);
}
