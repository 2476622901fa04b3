using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Table;

namespace Consensoor.Actors.Network.Discovery;

/// <summary>The address that a node tells others before anybody has told it which one they see.</summary>
internal static class OwnAddress
{
    /// <summary>
    /// The address listened at; where that is any, the global one that nodes saw before (<paramref name="kept"/>), the first global one of
    /// this machine, any other of it, or loopback.
    /// </summary>
    public static IPAddress Of(IPAddress listen, Enr? kept) => Of(listen, kept, Machine());

    /// <summary>The same on a machine of these addresses, in their order.</summary>
    internal static IPAddress Of(IPAddress listen, Enr? kept, IReadOnlyList<IPAddress> machine)
    {
        var isV4 = listen.AddressFamily == AddressFamily.InterNetwork;
        if (!listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any))
        {
            return listen;
        }

        var own = machine.Where(address => address.AddressFamily == listen.AddressFamily && !IPAddress.IsLoopback(address)
            && !address.IsIPv6LinkLocal).ToArray();
        var before = (isV4 ? kept?.UdpEndpoint4 : kept?.UdpEndpoint6)?.Address;
        return own.FirstOrDefault(AddressScope.IsGlobal)
            ?? (before is not null && AddressScope.IsGlobal(before) ? before : null)
            ?? own.FirstOrDefault()
            ?? (isV4 ? IPAddress.Loopback : IPAddress.IPv6Loopback);
    }

    private static IPAddress[] Machine()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static card => card.OperationalStatus == OperationalStatus.Up)
                    .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
                    .Select(static unicast => unicast.Address),
            ];
        }
        catch (NetworkInformationException)
        {
            // A sandbox that does not say which cards there are.
            return [];
        }
    }
}
