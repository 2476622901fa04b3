using System.Security.Cryptography;
using System.Text;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Keys.Keystores;

namespace Consensoor.Actors.Api.Keymanager;

/// <summary>
/// The token that callers of the keymanager API, or who change faults on purpose, have to know: a line of a file, which for the former is
/// made for its owner's eyes alone where none is named and none is there. Only its hash is kept.
/// </summary>
internal sealed class BearerToken
{
    /// <summary>The fewest letters of a token.</summary>
    public const int MinLetters = 32;

    /// <summary>The name of the file in the data directory.</summary>
    public const string FileName = "keymanager-token";

    private const int MaxBytes = 4_096;
    private const int RandomBytes = 32;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private BearerToken(string token) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>
    /// Reads the token of a file, or of that in a data directory, where it is made at the first start; throws
    /// <see cref="NodeStartException"/> where there is none to be had.
    /// </summary>
    public static BearerToken Load(string? file, string dataDir)
    {
        var path = file ?? Path.Combine(dataDir, FileName);
        if (file is null && !Path.Exists(path))
        {
            var made = $"0x{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}";
            return KeystoreFiles.WritePrivate(path, Encoding.ASCII.GetBytes($"{made}\n")) is { } unwritten
                ? throw new NodeStartException($"--keymanager-port: the token is not written: {unwritten}")
                : new BearerToken(made);
        }

        return Of(path, file is null ? "--keymanager-port" : "--keymanager-token-file");
    }

    /// <summary>
    /// Reads the token of a file, which an option names; throws <see cref="NodeStartException"/> where there is none to be had.
    /// </summary>
    public static BearerToken Of(string path, string option)
    {
        var bytes = CliFiles.Read(path, MaxBytes, out var problem) ?? throw new NodeStartException($"{option}: {problem}");
        var token = Encoding.UTF8.GetString(bytes).Trim();
        return token.Length >= MinLetters && token.All(static letter => letter is > ' ' and <= '~')
            ? new BearerToken(token)
            : throw new NodeStartException($"{option}: {path}: is no token, a line of at least {MinLetters} letters without blanks");
    }

    /// <summary>
    /// Why a header of a request does not authorize it: 401 where it has no token, 403 where it is another; null where it does.
    /// </summary>
    public ApiError? Refuse(string? authorization)
    {
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new ApiError(StatusCodes.Status401Unauthorized, "no token is found: Authorization: Bearer TOKEN");
        }

        var given = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(given, _hash)
            ? null
            : new ApiError(StatusCodes.Status403Forbidden, "the token is another");
    }
}
