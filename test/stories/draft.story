# Nothing that was typed is lost: not by a session that ends, not by a server that restarts, not by
# changing the device.
first the-call
go /referrals/{CALL}/risk
type risk-to-person = yes
go /referrals/{CALL}/risk
type risk-to-person-details = Two men in a white van; she fears the older one.
see "Risk to and from"

# The session idles out while the desk is on the phone.
wait 20 minutes
go /referrals/{CALL}/risk
see "Sign in"
do not see "white van"

# The server is restarted, and the desk goes on at another machine.
restart
as desk
go /referrals/{CALL}/risk
field risk-to-person-details is "Two men in a white van; she fears the older one."

# A colleague goes on with it in a browser of her own.
as desk2
go /referrals/{CALL}/risk
field risk-to-person-details is "Two men in a white van; she fears the older one."
go /referrals/{CALL}/tonight
field night-admission is "yes"
go /referrals/{CALL}
see "Selam"
see "Yonas"
log shows changed for {CALL} by desk
log shows read for {CALL} by desk2
log is whole
