using System.CommandLine;
using System.Globalization;
using System.Net;
using Consensoor.Actors.Hosting;
using Serilog.Events;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options that every command which starts nodes has, and reads them.</summary>
internal sealed class NodeCliOptions
{
    private readonly CliOptions _cli;
    private readonly Option<string?> _config;
    private readonly Option<string> _dataDir;
    private readonly Option<IPAddress> _apiHost;
    private readonly Option<int> _apiPort;
    private readonly Option<IPAddress> _metricsHost;
    private readonly Option<int> _metricsPort;
    private readonly Option<string> _logLevel;
    private readonly Option<string?> _feeRecipient;
    private readonly Option<string?> _graffiti;
    private readonly Option<ulong?> _gasLimit;

    /// <summary>Makes the options; the servers listen on an address unless another is given.</summary>
    public NodeCliOptions(CliOptions cli, IPAddress host)
    {
        _cli = cli;
        _config = cli.Config();
        _dataDir = cli.DataDir();
        _apiHost = cli.BeaconApiHost(host);
        _apiPort = cli.BeaconApiPort();
        _metricsHost = cli.MetricsHost(host);
        _metricsPort = cli.MetricsPort();
        _logLevel = cli.LogLevel();
        _feeRecipient = cli.Make<string?>(
            "--fee-recipient",
            "Who receives the fees of payloads built here",
            null,
            "an address of 20 bytes in 0x hex",
            CliText.TryFeeRecipient!);
        _graffiti =
            cli.Make<string?>("--graffiti", "Text in each block of ours", null, "text of at most 32 bytes in UTF-8", CliText.TryGraffiti!);
        _gasLimit = cli.Make<ulong?>(
            "--target-gas-limit", "Gas limit payloads move towards, in millions", null, "a number of millions above zero", TryGasLimit);
    }

    /// <summary>Lists the options.</summary>
    public IReadOnlyList<Option> All =>
        [_config, _dataDir, _apiHost, _apiPort, _metricsHost, _metricsPort, _logLevel, _feeRecipient, _graffiti, _gasLimit];

    /// <summary>Adds the options to a command, those of the Beacon API only where it has one.</summary>
    public void AddTo(Command command, bool hasBeaconApi = true)
    {
        foreach (var option in hasBeaconApi ? All : All.Except([_apiHost, _apiPort]))
        {
            command.Add(option);
        }
    }

    /// <summary>Reads what was given, besides settings that other options of the command make.</summary>
    public NodeOptions Read(ParseResult result, IEnumerable<HoconSetting>? others = null) => new(
        result.GetValue(_dataDir)!,
        result.GetValue(_apiHost)!,
        result.GetValue(_apiPort),
        result.GetValue(_metricsHost)!,
        result.GetValue(_metricsPort),
        result.GetValue(_config),
        LogLevels.Parse(result.GetValue(_logLevel)!),
        [.. Settings(result), .. others ?? []])
    {
        Warnings = _cli.UnknownVariables(result),
    };

    private IEnumerable<HoconSetting> Settings(ParseResult result)
    {
        if (result.GetValue(_feeRecipient) is { } recipient)
        {
            yield return new HoconSetting(ValidatorOptions.FeeRecipientPath, recipient, _cli.OriginOf(result, _feeRecipient));
        }

        if (result.GetValue(_graffiti) is { } graffiti)
        {
            yield return new HoconSetting(ValidatorOptions.GraffitiPath, graffiti, _cli.OriginOf(result, _graffiti));
        }

        if (result.GetValue(_gasLimit) is { } millions)
        {
            var gas = (millions * 1_000_000).ToString(CultureInfo.InvariantCulture);
            yield return new HoconSetting(ValidatorOptions.TargetGasLimitPath, gas, _cli.OriginOf(result, _gasLimit));
        }
    }

    private static bool TryGasLimit(string text, out ulong? value)
    {
        var read = CliText.TryGasLimitMillions(text, out var millions);
        value = millions;
        return read;
    }
}
