using System.CommandLine;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options that say which execution layer a node has, and reads them as settings of `consensoor.engine`.</summary>
internal sealed class ExecutionCliOptions
{
    private readonly CliOptions _cli;
    private readonly Option<string?> _url;
    private readonly Option<string?> _secret;
    private readonly Option<bool> _forceJson;

    /// <summary>Makes the options.</summary>
    public ExecutionCliOptions(CliOptions cli)
    {
        _cli = cli;
        _url = cli.Make<string?>(
            "--engine-api-url",
            $"Engine API of an execution layer, {ExecutionChoice.Embedded} for the one in this process, or {ExecutionChoice.None}",
            null,
            ExecutionChoice.Expected,
            TryUrl,
            mayHoldSecret: true);
        _secret = cli.Make<string?>(
            "--jwt-secret",
            "File with the Engine API's secret, 32 bytes in hex",
            null,
            ExecutionChoice.SecretExpected,
            TrySecretFile,
            mayHoldSecret: true);
        _forceJson = cli.Switch(
            "--engine-force-json", "Speak the Engine API over JSON-RPC only, and not over REST and SSZ where the execution layer can");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_secret);
        command.Add(_forceJson);
    }

    /// <summary>Gives what was given as settings.</summary>
    public IEnumerable<HoconSetting> Settings(ParseResult result)
    {
        if (result.GetValue(_url) is { } url)
        {
            yield return new HoconSetting(ExecutionChoice.UrlPath, url, _cli.OriginOf(result, _url));
        }

        if (result.GetValue(_secret) is { } secret)
        {
            yield return new HoconSetting(ExecutionChoice.SecretPath, secret, _cli.OriginOf(result, _secret));
        }

        if (result.GetValue(_forceJson))
        {
            yield return new HoconSetting(ExecutionChoice.ForceJsonPath, "on", _cli.OriginOf(result, _forceJson));
        }
    }

    private static bool TryUrl(string text, out string? value)
    {
        value = text;
        return ExecutionChoice.TryUrl(text, out _);
    }

    private static bool TrySecretFile(string text, out string? value)
    {
        value = text;
        return CliText.TryPath(text, out _) && ExecutionChoice.IsSecretFile(text);
    }
}
