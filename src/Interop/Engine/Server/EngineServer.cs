using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server.JsonRpc;
using Consensoor.Interop.Engine.Server.Rest;

namespace Consensoor.Interop.Engine.Server;

/// <summary>
/// The Engine API of an execution layer: JSON-RPC at `/`, REST and SSZ below `/engine/v1` and `/engine/v2`, as far as its forms say. Every
/// request needs a token under the secret, where there is one. Requests and answers are values; the port is another's.
/// </summary>
public sealed class EngineServer
{
    /// <summary>The longest request: MAX_REQUEST_BODY_SIZE of the REST form, twice in hex, and what stands around it.</summary>
    public const int MaxRequestBytes = 2 * RestServer.MaxRequestBytes + (1024 * 1024);

    private readonly JwtSecret? _secret;
    private readonly ServedForms _forms;
    private readonly JsonRpcServer _json;
    private readonly RestServer _header;
    private readonly RestServer _path;

    /// <summary>Makes a server; without a secret everybody is answered.</summary>
    public EngineServer(ServedLayer layer, JwtSecret? secret, ServedForms forms, ClientVersion own)
    {
        (_secret, _forms) = (secret, forms);
        _json = new JsonRpcServer(layer, own);
        _header = new RestServer(layer, RestForm.Header, own);
        _path = new RestServer(layer, RestForm.Path, own);
    }

    /// <summary>
    /// Answers a request; whatever it holds, nothing is thrown. Its body is read once its token, method, place, type and fork are good: it
    /// is asked for with the most bytes it may have, and is null where it has more.
    /// </summary>
    public async ValueTask<EngineHttpResponse> Answer(
        EngineHttpRequest head, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body, DateTimeOffset now)
    {
        if (_secret is not null && JwtGuard.Problem(_secret, head.Authorization, now) is { } refusal)
        {
            return EngineHttpResponse.Text(401, refusal);
        }

        return head.Path switch
        {
            "/" or "" => _forms.HasFlag(ServedForms.JsonRpc) ? await _json.Answer(head, body) : EngineHttpResponse.Empty(404),
            _ when IsBelow(head.Path, RestServer.HeaderRoot) && _forms.HasFlag(ServedForms.Header) => await _header.Answer(head, body),
            _ when IsBelow(head.Path, RestServer.PathRoot) && _forms.HasFlag(ServedForms.Path) => await _path.Answer(head, body),
            _ => EngineHttpResponse.Empty(404),
        };
    }

    private static bool IsBelow(string path, string root) => path.StartsWith(root, StringComparison.Ordinal);
}
