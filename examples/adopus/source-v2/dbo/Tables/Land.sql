-- ISO 3166-1. Fra den første versjonen (1999), derfor ANSI-navn på typene.
create table dbo.Land
(
    Landkode        varchar(2)                      not null  constraint PK_Land primary key clustered,
    Alfa3           character(3)                    not null  constraint UQ_Land_Alfa3 unique,
    Numerisk        smallint                        not null,
    Navn            national character varying(80)  not null,
    NavnEngelsk     character varying(80),
    Retningsnummer  varchar(8)                      null,
    Eøs             bit                             not null  constraint DF_Land_Eøs default 0,
    Sortering       integer                         not null  default (100)
)
go
create index IX_Land_Navn on dbo.Land (Navn)
go
