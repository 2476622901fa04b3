using System.Net;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>A node that answers everything in one way.</summary>
internal sealed class FixedAnswer(string body, HttpStatusCode status) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(SimulatedApi.Json(body, status));
}
