using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Crypto;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes the options of the commands. Each reads its text by itself, so that what is malformed is refused with the option's name and what
/// it expects, and each has an environment variable for a twin: --data-dir and CONSENSOOR_DATA_DIR. Under them lies the group
/// `consensoor.run` of the HOCON file, where there is one.
/// </summary>
internal sealed class CliOptions(
    Func<string, string?> variables, IReadOnlyDictionary<string, HoconEntry>? file = null, IReadOnlyList<string>? names = null)
{
    /// <summary>Names the origin of a value that nobody gave.</summary>
    public const string Default = "default";

    private const string VariablePrefix = "CONSENSOOR_";

    private static readonly string[] ReadElsewhere = [CryptoLanes.Variable];

    /// <summary>Reads a value from text; false where the text is none.</summary>
    public delegate bool TryRead<T>(string text, out T value);

    /// <summary>
    /// Says of each variable with this program's prefix that nobody reads, with the nearest that somebody does; none where the names of
    /// variables are not known.
    /// </summary>
    public IReadOnlyList<string> UnknownVariables(ParseResult result)
    {
        var known = KnownVariables(result.RootCommandResult.Command).Concat(ReadElsewhere).ToHashSet(StringComparer.Ordinal);
        var unknown = from name in names ?? []
            where name.StartsWith(VariablePrefix, StringComparison.Ordinal) && !known.Contains(name)
            orderby name
            select $"{name} is not a variable of this program and is ignored{NearestName.Aside(name, known)}";
        return [.. unknown];
    }

    /// <summary>Names the variable of an option.</summary>
    public static string VariableOf(string name) => VariablePrefix + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>
    /// Gives the text of an option that was not given on the command line, and where it comes from: its variable, or the HOCON file. Null
    /// where neither has it; empty is not given.
    /// </summary>
    public (string Text, string Origin)? Given(string name) =>
        variables(VariableOf(name)) is { Length: > 0 } text ? (text, VariableOf(name))
            : file?.GetValueOrDefault(RunSettings.PathOf(name)) is { Value.Length: > 0 } entry
                ? (entry.Value, $"{entry.Origin}: {entry.Path}")
            : null;

    /// <summary>
    /// Makes an option with a variable for a twin; the refusal of one that may hold a secret does not show what was given.
    /// </summary>
    public Option<T> Make<T>(
        string name, string description, T fallback, string expects, TryRead<T> read, bool mayHoldSecret = false) => new(name)
    {
        Description = $"{description} [{VariableOf(name)}]",
        CustomParser = result =>
            Parse(result, name, result.Tokens.Count == 1 ? result.Tokens[0].Value : "", fallback, expects, read, mayHoldSecret),
        DefaultValueFactory = result =>
            Given(name) is var (text, origin) ? Parse(result, origin, text, fallback, expects, read, mayHoldSecret) : fallback,
    };

    /// <summary>Makes an option that may be repeated, each time with a list joined by commas, with a variable for a twin.</summary>
    public Option<IReadOnlyList<T>> MakeList<T>(
        string name,
        string description,
        string expects,
        TryRead<T> read,
        Func<string, string?>? problem = null,
        bool mayHoldSecret = false) => new(name)
    {
        Description = $"{description} [{VariableOf(name)}]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
            ParseList(result, name, result.Tokens.Select(static token => token.Value), expects, read, problem, mayHoldSecret),
        DefaultValueFactory = result =>
            Given(name) is var (text, origin) ? ParseList(result, origin, [text], expects, read, problem, mayHoldSecret) : [],
    };

    /// <summary>Makes an option without a value, off unless given, with a variable for a twin.</summary>
    public Option<bool> Switch(string name, string description) => new(name)
    {
        Description = $"{description} [{VariableOf(name)}]",
        DefaultValueFactory = result =>
            Given(name) is { } given && Parse(result, given.Origin, given.Text, false, CliText.SwitchExpected, CliText.TrySwitch),
    };

    /// <summary>Makes an option of a command that is run by hand, without a variable.</summary>
    public static Option<T> Plain<T>(string name, string description, T fallback, string expects, TryRead<T> read) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name, result.Tokens.Count == 1 ? result.Tokens[0].Value : "", fallback, expects, read),
        DefaultValueFactory = _ => fallback,
    };

    /// <summary>Makes an option that must be given, without a variable.</summary>
    public static Option<T> Required<T>(string name, string description, T none, string expects, TryRead<T> read) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result => Parse(result, name, result.Tokens.Count == 1 ? result.Tokens[0].Value : "", none, expects, read),
    };

    /// <summary>Says where an option's value comes from: the option, its variable or the default.</summary>
    public string OriginOf(ParseResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } ? option.Name : Given(option.Name)?.Origin ?? Default;

    public Option<string> DataDir() => Make("--data-dir", "Directory for storing data", "./data", CliText.PathExpected, CliText.TryPath);

    public Option<string> LogLevel() => Make(
        "--log-level", "DEBUG, INFO, WARNING or ERROR", "INFO", $"one of {string.Join(", ", LogLevels.Names)}", CliText.TryLogLevel);

    public Option<int> BeaconApiPort() =>
        Make("--beacon-api-port", "Port of the Beacon API, 0 for none", 5052, CliText.PortExpected, CliText.TryPort);

    public Option<int> MetricsPort() =>
        Make("--metrics-port", "Port of the Prometheus metrics, 0 for none", 8008, CliText.PortExpected, CliText.TryPort);

    public Option<int> KeymanagerPort() =>
        Make("--keymanager-port", "Port of the keymanager API, 0 for none", 0, CliText.PortExpected, CliText.TryPort);

    public Option<IPAddress> KeymanagerHost() =>
        Host("--keymanager-host", "Address the keymanager API listens on", IPAddress.Loopback);

    public Option<string?> KeymanagerTokenFile() => Make<string?>(
        "--keymanager-token-file",
        "File with the token of the keymanager API; keymanager-token in the data directory, made at the first start, unless given",
        null,
        CliText.PathExpected,
        CliText.TryPath!);

    public Option<int> P2pPort() =>
        Make("--p2p-port", "Port of the network of peers, over TCP and UDP; 0 for none", 9000, CliText.PortExpected, CliText.TryPort);

    public Option<int?> QuicPort() => Make<int?>(
        "--quic-port",
        "UDP port of the network of peers over QUIC, another than --p2p-port; needs the library libmsquic, 0 for none",
        null,
        CliText.PortExpected,
        static (string text, out int? port) =>
        {
            var isPort = CliText.TryPort(text, out var number);
            port = number;
            return isPort;
        });

    public Option<IPAddress> P2pHost() => Host("--p2p-host", "Address the network of peers listens on", IPAddress.Any);

    public Option<IReadOnlyList<Multiaddr>> Peers() => MakeList<Multiaddr>(
        "--peers",
        "Peers to stay connected with, as multiaddrs; may be repeated, or joined by commas",
        "a multiaddr such as /ip4/192.0.2.1/tcp/9000/p2p/PEER_ID, or /ip4/192.0.2.1/udp/9001/quic-v1/p2p/PEER_ID",
        CliText.TryPeer);

    public Option<IReadOnlyList<string>> BootNodes() => MakeList<string>(
        "--bootnodes",
        "Nodes that discovery begins with, as ENR, or multiaddr (over TCP: a peer to stay connected with); may be repeated, or joined by "
            + "commas",
        "a boot node",
        CliText.TryBootNode,
        Interop.Discovery.Records.BootNodes.Problem);

    public Option<IPAddress> BeaconApiHost(IPAddress fallback) => Host("--beacon-api-host", "Address the Beacon API listens on", fallback);

    public Option<IPAddress> MetricsHost(IPAddress fallback) => Host("--metrics-host", "Address the metrics listen on", fallback);

    public Option<string?> Config() =>
        Make<string?>("--config", "A HOCON file laid over the defaults", null, CliText.PathExpected, CliText.TryPath!);

    /// <summary>What --config says of itself where it names a HOCON file, and no chain.</summary>
    public static string ConfigDescription => $"A HOCON file laid over the defaults [{VariableOf("--config")}]";

    public Option<string?> Preset() => Make<string?>("--preset", "mainnet or minimal", null, CliText.PresetExpected, CliText.TryPreset!);

    public Option<string?> NetworkConfig() => Make<string?>(
        "--network-config",
        $"{string.Join(", ", Spec.Config.Networks.Names)}, or a configuration file in the standard YAML form",
        null,
        CliText.PathExpected,
        CliText.TryPath!);

    public Option<(int First, int Count)?> InteropValidators() => Make<(int First, int Count)?>(
        "--interop-validators",
        "Interop validators to act for, A..B: from key A up to but not including B",
        null,
        CliText.RangeExpected,
        CliText.TryRange);

    private static IEnumerable<string> KnownVariables(Command command) => command.Options
        .Where(static option => option.Description?.EndsWith($"[{VariableOf(option.Name)}]", StringComparison.Ordinal) == true)
        .Select(static option => VariableOf(option.Name))
        .Concat(command.Subcommands.SelectMany(KnownVariables));

    private Option<IPAddress> Host(string name, string description, IPAddress fallback) =>
        Make(name, description, fallback, "an IP address or localhost", CliText.TryAddress);

    private static IReadOnlyList<T> ParseList<T>(
        ArgumentResult result,
        string name,
        IEnumerable<string> texts,
        string expects,
        TryRead<T> read,
        Func<string, string?>? problem,
        bool mayHoldSecret)
    {
        var values = new List<T>();
        foreach (var text in texts.SelectMany(static text => text.Split(',')))
        {
            if (!read(text, out var value))
            {
                var why = problem?.Invoke(text) is { } reason ? $": {reason}" : "";
                result.AddError($"{name}: {Given(text, mayHoldSecret)} is not {expects}{why}");
                return [];
            }

            values.Add(value);
        }

        return values;
    }

    private static T Parse<T>(
        ArgumentResult result, string name, string text, T fallback, string expects, TryRead<T> read, bool mayHoldSecret = false)
    {
        if (read(text, out var value))
        {
            return value;
        }

        result.AddError($"{name}: {Given(text, mayHoldSecret)} is not {expects}");
        return fallback;
    }

    private static string Given(string text, bool mayHoldSecret) =>
        mayHoldSecret ? "what is given" : $"'{Spec.Config.ConfigError.Shown(text)}'";
}
