using System.Net;
using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Faults;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /consensoor/v1/faults: shows, sets and clears the faults that the node does on purpose. To change them takes a caller on this
/// machine or one who knows the token, where there is one, and JSON, which no page of another site can send without being asked for.
/// </summary>
internal static class FaultRoutes
{
    // Some hundred times what a plan of the most faults needs.
    private const int MostBytes = 64 << 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, Func<ICanTell?> owner, Func<BearerToken?> token)
    {
        routes.Map(OwnOperations.GetFaults, http => Ask(http, owner, GetFaultsStatus.Instance));
        routes.Map(OwnOperations.SetFaults, http => Allowed(http, token(), () => Set(http, owner)));
        routes.Map(
            OwnOperations.ClearFaults, http => Allowed(http, token(), () => Ask(http, owner, new SetFaults(FaultPlan.None))));
    }

    private static Task Allowed(HttpContext http, BearerToken? token, Func<Task> change) =>
        Refuse(http, token) is { } refusal ? ApiResponse.Error(http, refusal) : change();

    private static async Task Set(HttpContext http, Func<ICanTell?> owner)
    {
        if (!http.Request.HasJsonContentType())
        {
            await ApiResponse.Error(
                http, new ApiError(StatusCodes.Status415UnsupportedMediaType, "a body of application/json is expected"));
            return;
        }

        var body = new byte[MostBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > MostBytes)
        {
            await ApiResponse.Error(
                http, new ApiError(StatusCodes.Status413PayloadTooLarge, $"a plan of faults has at most {MostBytes} bytes"));
        }
        else if (FaultJson.Read(body.AsMemory(0, length), out var problem) is { } plan)
        {
            await Ask(http, owner, new SetFaults(plan));
        }
        else
        {
            await ApiResponse.Error(http, ApiError.BadRequest(problem));
        }
    }

    private static ApiError? Refuse(HttpContext http, BearerToken? token) =>
        http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller) ? null
        : token is null ? new ApiError(StatusCodes.Status403Forbidden, "faults are changed from this machine only")
        : token.Refuse(http.Request.Headers.Authorization);

    private static async Task Ask(HttpContext http, Func<ICanTell?> owner, object question)
    {
        if (owner() is not { } actor)
        {
            await ApiResponse.Error(http, ApiError.Unavailable("the node does not run yet"));
            return;
        }

        var status = await actor.Ask<FaultsStatus>(question, Deadline);
        if (question is SetFaults && status.Refusal is { } refusal)
        {
            await ApiResponse.Error(http, new ApiError(StatusCodes.Status403Forbidden, refusal));
            return;
        }

        await ApiResponse.Data(http, writer => FaultJson.Write(writer, status));
    }
}
