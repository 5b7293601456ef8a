-- The log of everything that goes out. Its order is that of the ids, which is the order of time; these indexes hold what a reader looks
-- for in a long one: what was skipped, what did not come from a blast, a channel, and a number by its last digits, which stand
-- first when it is read backwards.
CREATE INDEX send_skipped ON send (id) WHERE state = 'skipped';
CREATE INDEX send_single ON send (lane, id) WHERE lane < 4;
CREATE INDEX send_number ON send ((substr(phone,16,1)||substr(phone,15,1)||substr(phone,14,1)||substr(phone,13,1)||substr(phone,12,1)||substr(phone,11,1)||substr(phone,10,1)||substr(phone,9,1)||substr(phone,8,1)||substr(phone,7,1)||substr(phone,6,1)||substr(phone,5,1)||substr(phone,4,1)||substr(phone,3,1)||substr(phone,2,1)));
CREATE INDEX send_channel ON send (channel_id, id);
