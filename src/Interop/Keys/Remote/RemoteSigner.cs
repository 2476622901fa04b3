using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Transport;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;

namespace Consensoor.Interop.Keys.Remote;

/// <summary>
/// Signs by a signer elsewhere that has the keys, over HTTP (web3signer, `remote-signing-api`). It is shown the message and not its root
/// alone, and what it gives is verified before anybody has it. May be used from any thread; whoever made it disposes of it.
/// </summary>
public sealed class RemoteSigner : IValidatorSigner, IDisposable
{
    /// <summary>The most keys that a signer may list.</summary>
    public const int MaxKeys = 100_000;

    private const string KeysPath = "api/v1/eth2/publicKeys";
    private const string SignPath = "api/v1/eth2/sign/";

    // A key in hex takes 102 bytes in a list; room for blanks.
    private const int MaxListBytes = 128 * MaxKeys;
    private const int MaxAnswerBytes = 16 * 1024;
    private const int MaxDepth = 4;

    private readonly RemoteSignerHttp _http;
    private readonly ChainSpec _spec;
    private readonly Root _genesisValidatorsRoot;
    private readonly IBls _bls;
    private readonly ConcurrentDictionary<BLSPubkey, PublicKey> _keys;

    private RemoteSigner(
        RemoteSignerHttp http, ChainSpec spec, Root genesisValidatorsRoot, IBls bls, IReadOnlyList<(BLSPubkey Bytes, PublicKey Key)> keys)
    {
        (_http, _spec, _genesisValidatorsRoot, _bls) = (http, spec, genesisValidatorsRoot, bls);
        Pubkeys = [.. keys.Select(static key => key.Bytes)];
        _keys = new(keys.Select(static key => KeyValuePair.Create(key.Bytes, key.Key)));
    }

    /// <inheritdoc/>
    /// <remarks>Those it began with.</remarks>
    public IReadOnlyList<BLSPubkey> Pubkeys { get; }

    /// <summary>A signer at a URL that ends in a slash, which is not asked for its keys and begins without any.</summary>
    public static RemoteSigner Without(RemoteSignerOptions options, ChainSpec spec, Root genesisValidatorsRoot, IBls bls) =>
        new(Http(options), spec, genesisValidatorsRoot, bls, []);

    /// <summary>True where it acts for no key.</summary>
    public bool IsIdle => _keys.IsEmpty;

    /// <summary>Acts for a further key; why it does not, where that is no public key or there are too many.</summary>
    public string? Add(BLSPubkey pubkey)
    {
        if (_keys.Count >= MaxKeys)
        {
            return $"more than {MaxKeys} keys";
        }

        if (_bls.Load(pubkey) is not { } key)
        {
            return $"{pubkey} is no public key";
        }

        _keys[pubkey] = key;
        return null;
    }

    /// <inheritdoc/>
    public void Forget(BLSPubkey pubkey) => _keys.TryRemove(pubkey, out _);

    /// <summary>
    /// Connects to a signer at a URL that ends in a slash: for the keys that are given, or those that it lists where they are null. Null
    /// and why where it cannot list them, or a key is none.
    /// </summary>
    public static async Task<(RemoteSigner? Signer, RemoteFailure? Failure)> Connect(
        RemoteSignerOptions options, ChainSpec spec, Root genesisValidatorsRoot, IBls bls, IReadOnlyList<BLSPubkey>? pubkeys)
    {
        var http = Http(options);
        var (listed, failure) = pubkeys is null ? await List(http) : (pubkeys, null);
        var keys = new List<(BLSPubkey, PublicKey)>();
        foreach (var pubkey in (listed ?? []).Distinct())
        {
            if (bls.Load(pubkey) is { } key)
            {
                keys.Add((pubkey, key));
            }
            else
            {
                failure ??= new RemoteFailure(RemoteFailureKind.NoAnswer, $"the signer's {pubkey} is no public key");
            }
        }

        if (failure is null)
        {
            return (new RemoteSigner(http, spec, genesisValidatorsRoot, bls, keys), null);
        }

        http.Dispose();
        return (null, failure);
    }

    /// <inheritdoc/>
    public SigningAnswer Sign(ToSign message, Root signingRoot)
    {
        if (!_keys.TryGetValue(message.Pubkey, out var key))
        {
            return new SigningOutcome(null, $"the key {message.Pubkey} is not here");
        }

        var body = new ArrayBufferWriter<byte>(1_024);
        return SigningRequestJson.TryWrite(body, message, signingRoot, _spec, _genesisValidatorsRoot)
            ? Ask(key, message.Pubkey, signingRoot, body.WrittenMemory)
            : new SigningOutcome(null, "the message is not of a type that a signer elsewhere takes");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static RemoteSignerHttp Http(RemoteSignerOptions options) =>
        new(options.Url, options.Timeout, options.Connections, TimeProvider.System);

    private async Task<SigningOutcome> Ask(PublicKey key, BLSPubkey pubkey, Root signingRoot, ReadOnlyMemory<byte> body)
    {
        using var reply = new PooledBytes();
        var failure = await _http.Send(SignPath + pubkey, body, reply, MaxAnswerBytes);
        if (failure is not null)
        {
            return new SigningOutcome(null, failure.Message);
        }

        if (ReadSignature(reply.Span) is not { } signature)
        {
            return new SigningOutcome(null, "the signer's answer is no signature");
        }

        return _bls.Verify(key, signingRoot.AsSpan(), signature)
            ? new SigningOutcome(signature, null)
            : new SigningOutcome(null, "the signer's signature is not that of the message with the key");
    }

    private static async Task<(IReadOnlyList<BLSPubkey>? Keys, RemoteFailure? Failure)> List(RemoteSignerHttp http)
    {
        using var reply = new PooledBytes();
        if (await http.Send(KeysPath, null, reply, MaxListBytes) is { } failure)
        {
            return (null, failure.Kind == RemoteFailureKind.UnknownKey
                ? new RemoteFailure(RemoteFailureKind.HttpStatus, "the signer has no list of its keys (404): is the URL that of a signer?")
                : failure);
        }

        return ReadKeys(reply.Span) is { } keys
            ? (keys, null)
            : (null, new RemoteFailure(RemoteFailureKind.NoAnswer, $"the signer's list of keys is none, or has more than {MaxKeys}"));
    }

    private static List<BLSPubkey>? ReadKeys(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            var keys = new List<BLSPubkey>();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                if (!BLSPubkey.TryParse(reader.GetString()!, out var key) || keys.Count == MaxKeys)
                {
                    return null;
                }

                keys.Add(key);
            }

            return reader.TokenType == JsonTokenType.EndArray ? keys : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // In hex, as text or as the member of an object; which of the two is the signer's choice.
    private static BLSSignature? ReadSignature(ReadOnlySpan<byte> answer)
    {
        var text = answer.Trim(" \t\r\n"u8);
        if (!text.StartsWith("{"u8))
        {
            return Signature(Encoding.UTF8.GetString(text.Trim("\""u8)));
        }

        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.TryGetProperty("signature"u8, out var member) && member.ValueKind == JsonValueKind.String
                ? Signature(member.GetString()!)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static BLSSignature? Signature(string text) => BLSSignature.TryParse(text, out var signature) ? signature : null;
}
