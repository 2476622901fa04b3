using System.CommandLine;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Keys.Keystores;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options that say where a node's keys are, and reads them as settings of `consensoor.validators`.</summary>
internal sealed class KeyCliOptions
{
    private readonly CliOptions _cli;
    private readonly Option<string?> _keystores;
    private readonly Option<string?> _url;
    private readonly Option<string?> _signerKeys;

    /// <summary>Makes the options.</summary>
    public KeyCliOptions(CliOptions cli)
    {
        _cli = cli;
        _keystores = Keystores(cli);
        _url = cli.Make<string?>(
            "--web3signer-url",
            "Signer that has keys, over HTTP: web3signer, or another with its API",
            null,
            KeyOptions.UrlExpected,
            TryUrl,
            mayHoldSecret: true);
        _signerKeys = cli.Make<string?>(
            "--web3signer-public-keys",
            "Public keys of the signer to act for, joined by commas, or a file with one a line; those it lists unless given",
            null,
            PublicKeyList.Expected,
            PublicKeyList.TryText);
    }

    /// <summary>Makes the option of keystores.</summary>
    public static Option<string?> Keystores(CliOptions cli) => cli.Make<string?>(
        "--validator-keys",
        "Keystores (EIP-2335) and their passwords, KEYSTORES:SECRETS, of Teku's, Lighthouse's or Nimbus's layout; joined by commas",
        null,
        KeystoreSource.Expected,
        TryKeystores);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_keystores);
        command.Add(_url);
        command.Add(_signerKeys);
    }

    /// <summary>Gives what was given as settings.</summary>
    public IEnumerable<HoconSetting> Settings(ParseResult result)
    {
        (Option<string?> Option, string Path)[] options =
        [
            (_keystores, KeyOptions.KeystoresPath), (_url, KeyOptions.UrlPath), (_signerKeys, KeyOptions.SignerKeysPath),
        ];
        foreach (var (option, path) in options)
        {
            if (result.GetValue(option) is { } value)
            {
                yield return new HoconSetting(path, value, _cli.OriginOf(result, option));
            }
        }
    }

    private static bool TryKeystores(string text, out string? value)
    {
        value = text;
        return KeystoreSource.TryParse(text, out _);
    }

    private static bool TryUrl(string text, out string? value)
    {
        value = text;
        return KeyOptions.TryUrl(text, out _);
    }
}
