using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Remote;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>Holds where the keys of `run` are: `consensoor.validators.keystores` and `web3signer` in HOCON.</summary>
public sealed record KeyOptions(
    IReadOnlyList<KeystoreSource> Keystores,
    bool IsStrict,
    bool IsLocking,
    long MemoryBytes,
    RemoteSignerOptions? Signer,
    string SignerKeys,
    TimeSpan SignerPatience,
    ulong DoppelgangerEpochs)
{
    private static readonly Uri Nowhere = new("http://localhost/");

    /// <summary>How signers elsewhere are asked, at whatever URL.</summary>
    public RemoteSignerOptions Remote { get; private init; } = new(Nowhere, TimeSpan.FromSeconds(2), 64);

    /// <summary>Says what is a URL of a signer.</summary>
    public const string UrlExpected = "a URL http://HOST:PORT or https://HOST:PORT without a user";

    internal const string KeystoresPath = "consensoor.validators.keystores.files";
    internal const string UrlPath = "consensoor.validators.web3signer.url";
    internal const string SignerKeysPath = "consensoor.validators.web3signer.public-keys";

    private const int MebibyteBits = 20;

    /// <summary>Says that its folders have no keystore, where that is so.</summary>
    public string NoKeystore => $"there is no keystore in {string.Join(", ", Keystores.Select(static source => source.Keystores))}";

    /// <summary>Reads the settings from `consensoor`; throws ConfigurationException for one that is none.</summary>
    public static KeyOptions From(Config consensoor)
    {
        var (keystores, signer) = (consensoor.GetConfig("validators.keystores"), consensoor.GetConfig("validators.web3signer"));
        var files = keystores.GetString("files") ?? "";
        IReadOnlyList<KeystoreSource> sources = [];
        if (files.Length > 0 && !KeystoreSource.TryParse(files, out sources))
        {
            throw new ConfigurationException($"{KeystoresPath}: '{files}' is not {KeystoreSource.Expected}");
        }

        var url = signer.GetString("url") ?? "";
        Uri? at = null;
        if (url.Length > 0 && !TryUrl(url, out at))
        {
            throw new ConfigurationException($"{UrlPath} is not {UrlExpected}");
        }

        return new KeyOptions(
            sources,
            keystores.GetBoolean("strict"),
            keystores.GetBoolean("lock"),
            (long)keystores.GetInt("memory-mib") << MebibyteBits,
            at is null ? null : new RemoteSignerOptions(at, signer.GetTimeSpan("timeout"), signer.GetInt("connections")),
            signer.GetString("public-keys") ?? "",
            signer.GetTimeSpan("patience"),
            (ulong)consensoor.GetInt("validators.doppelganger-epochs"))
        {
            Remote = new RemoteSignerOptions(at ?? Nowhere, signer.GetTimeSpan("timeout"), signer.GetInt("connections")),
        };
    }

    /// <summary>
    /// Adds the keystores that were imported into a data directory, if there are some; throws <see cref="NodeStartException"/> where its
    /// folder of keys is there and cannot be read.
    /// </summary>
    public KeyOptions With(string dataDir)
    {
        var folder = KeyFolder.Of(dataDir);
        try
        {
            if (folder.Problem is { } problem)
            {
                throw new NodeStartException(problem);
            }

            // Throws where it is not there, and also where nobody can tell.
            File.GetAttributes(folder.Source.Keystores);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return this;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"{folder.Source.Keystores}: imported keys cannot be read: {e.Message}");
        }

        var found = folder.Source.Find(out var refusal)
            ?? throw new NodeStartException($"{refusal}; keys that were imported are there, or nothing is");
        return found.Count > 0 ? this with { Keystores = [.. Keystores, folder.Source] } : this;
    }

    /// <summary>Reads the URL of a signer, and gives it with a slash at its end.</summary>
    public static bool TryUrl(string text, out Uri? url) => CliText.TryServer(text, out url) && url!.UserInfo.Length == 0;
}
